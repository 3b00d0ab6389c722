/** Academic titles around an Indonesian name ("Dr. H. Budi Prasetyo, S.Kom., M.T."): no part of the initials. */
const TITLE_IN_FRONT = /^(dr|drs|dra|ir|prof|h|hj|rr?|kh)\.?$/i;

/** "BP" for "Budi Prasetyo", "R" for "Ratna". */
export function initials(name: string): string {
  const words = (name.split(',')[0] ?? '').split(/\s+/).filter((word) => word !== '');
  const plain = words.filter((word) => !TITLE_IN_FRONT.test(word) || words.length === 1);
  const first = plain[0] ?? '';
  const last = plain.length > 1 ? (plain.at(-1) ?? '') : '';
  return (first.charAt(0) + last.charAt(0)).toLocaleUpperCase('id');
}
