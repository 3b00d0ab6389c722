/**
 * Draws a SHA-256 as kawung flowers: 8 x 8 cells of four petals are its 256 bits, in reading order, the petals of a
 * cell NW, NE, SE, SW from the highest bit. The small form shows the first 64 bits in 4 x 4 cells.
 */
const CELL = 14;
const PETALS = [
  { x: 6.6, y: 6.6, dx: -1, dy: -1 },
  { x: 7.4, y: 6.6, dx: 1, dy: -1 },
  { x: 7.4, y: 7.4, dx: 1, dy: 1 },
  { x: 6.6, y: 7.4, dx: -1, dy: 1 },
] as const;

export interface SealPaths {
  /** Side of the square view box. */
  side: number;
  set: string;
  clear: string;
}

/** `hex` holds 64 hex digits; anything else gives null, for a wrong picture would be worse than none. */
export function sealPaths(hex: string, small: boolean): SealPaths | null {
  if (!/^[0-9a-f]{64}$/i.test(hex)) return null;
  const cells = small ? 4 : 8;
  const paths: SealPaths = { side: cells * CELL, set: '', clear: '' };
  for (let cell = 0; cell < cells * cells; cell++) {
    const bits = Number.parseInt(hex.charAt(cell), 16);
    PETALS.forEach((petal, index) => {
      const at = `M${(cell % cells) * CELL + petal.x} ${Math.floor(cell / cells) * CELL + petal.y}`;
      const { dx, dy } = petal;
      const shape = `${at}q${5.6 * dx} ${0.6 * dy} ${6.4 * dx} ${6.4 * dy}q${-5.6 * dx} ${-0.6 * dy} ${-6.4 * dx} ${-6.4 * dy}z`;
      if (bits & (8 >> index)) paths.set += shape;
      else paths.clear += shape;
    });
  }
  return paths;
}

/** "2f6d e524 16a8 …": four digits a group, easier to compare by eye. */
export function groupHash(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}

/** "2f6d e524 … 53bd e516": start and end, where the full text stands elsewhere. */
export function shortHash(hex: string): string {
  return `${groupHash(hex.slice(0, 16))} … ${groupHash(hex.slice(-8))}`;
}
