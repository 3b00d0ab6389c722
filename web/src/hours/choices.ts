/** Which beginnings of a day may be chosen, in steps that people think in. Pure. */

const STEP = 15;

/** From `-most` to `most` in quarters of an hour; the ends always, and nought in the middle. */
export function shifts(most: number): number[] {
  const later: number[] = [];
  for (let minutes = STEP; minutes < most; minutes += STEP) later.push(minutes);
  if (most > 0) later.push(most);
  return [...later.map((minutes) => -minutes).reverse(), 0, ...later];
}

/** Lengths of a status that still fit. */
export function lengths(left: number): number[] {
  const usual = [5, 10, 15, 30, 45, 60, 90, 120].filter((minutes) => minutes <= left);
  return usual.length === 0 && left > 0 ? [left] : usual;
}
