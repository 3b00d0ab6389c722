/** Sections 7 and 8 of docs/draw.md: the bytes of a line and the tree over all lines (RFC 9162 §2.1). Pure. */
import { bytesOf, join, number, same, sha256, text, uuid, type Bytes } from './bytes';
import type { DrawFile, Line } from './form';

const PATH_MAX = 40;

export function leafHash(file: DrawFile, people: number, line: Line): Bytes {
  return sha256(
    number(0, 1),
    text('sidak/leaf/1'),
    uuid(file.programme),
    text(file.day),
    number(['none', 'dice', 'drand'].indexOf(file.awaited.source), 1),
    number(file.awaited.round ?? 0, 8),
    bytesOf(file.cycle_hash),
    number(people, 4),
    uuid(line.person),
    uuid(line.supervisor),
    number(line.policy_version, 4),
    number(line.base_chance_millionths, 4),
    number(line.cool_down_days, 2),
    number(line.cool_down_percent, 1),
    number(line.checks_max, 1),
    number(line.ceiling_from, 2),
    number(line.ceiling_to, 2),
    number(line.days_since_check, 2),
    number(line.cycle, 4),
    number(line.chance_millionths, 4),
    bytesOf(line.threshold),
    bytesOf(line.day_key_hash),
    bytesOf(line.ceiling_key_hash),
    number(line.windows.length, 2),
    ...line.windows.map(([start, end]) => join(number(start, 8), number(end, 8))),
  );
}

const nodeHash = (left: Bytes, right: Bytes): Bytes => sha256(number(1, 1), left, right);

export function rootOf(hashes: readonly Bytes[]): Bytes {
  const [only, ...more] = hashes;
  if (only === undefined) return sha256();
  if (more.length === 0) return only;
  let left = 1;
  while (left * 2 < hashes.length) left *= 2;
  return nodeHash(rootOf(hashes.slice(0, left)), rootOf(hashes.slice(left)));
}

/** RFC 9162 §2.1.3.2. */
export function isIncluded(
  root: Bytes,
  leaf: Bytes,
  { index, size, path }: { index: number; size: number; path: readonly string[] },
): boolean {
  if (index >= size || path.length > PATH_MAX) return false;
  let [place, last, hash] = [BigInt(index), BigInt(size) - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) return false;
    if ((place & 1n) === 1n || place === last) {
      hash = nodeHash(bytesOf(sibling), hash);
      while ((place & 1n) === 0n && place !== 0n) {
        place >>= 1n;
        last >>= 1n;
      }
    } else hash = nodeHash(hash, bytesOf(sibling));
    place >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(hash, root);
}
