// The icon for home screens as PNG, because iPhones take no SVG: drawn at each build from the same leaf as public/kawung.svg,
// so that there is one drawing and no picture file to keep in step.
import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import type { Plugin } from 'vite';

type Point = readonly [number, number];
type Colour = readonly [number, number, number];

const SIZES = [192, 512];
const GROUND: Colour = [246, 248, 249];
/** Half the picture's width in the drawing's units: room around it, so that round masks cut nothing off. */
const HALF = 11;
const CURVE_STEPS = 24;
/** Samples per pixel and direction, for smooth edges. */
const SAMPLES = 3;

export function icons(): Plugin {
  return {
    name: 'sidak-icons',
    apply: 'build',
    generateBundle() {
      const leaves = drawing(readFileSync('public/kawung.svg', 'utf8'));
      for (const size of SIZES) this.emitFile({ type: 'asset', fileName: `icon-${size}.png`, source: png(size, leaves) });
    },
  };
}

interface Leaf {
  colour: Colour;
  outline: Point[];
}

/** Four leaves `<path transform="rotate(…) translate(x y) scale(s)" d="M0 0Q…Q…Z">`; the group's colour unless it has its own. */
function drawing(svg: string): Leaf[] {
  const common = colour(svg.match(/<g fill="#(\w{6})"/)?.[1]);
  return [...svg.matchAll(/<path([^>]*)\/>/g)].map(([, text = '']) => {
    const numbers = (from: RegExp): number[] => (text.match(from)?.[1] ?? '').match(/-?\d*\.?\d+/g)?.map(Number) ?? [];
    const [turn = 0] = numbers(/rotate\(([^)]*)\)/);
    const [x = 0, y = 0] = numbers(/translate\(([^)]*)\)/);
    const [scale = 1] = numbers(/scale\(([^)]*)\)/);
    const own = text.match(/fill="#(\w{6})"/)?.[1];
    const angle = (turn * Math.PI) / 180;
    const place = ([px, py]: Point): Point => {
      const [sx, sy] = [px * scale + x, py * scale + y];
      return [sx * Math.cos(angle) - sy * Math.sin(angle), sx * Math.sin(angle) + sy * Math.cos(angle)];
    };
    return { colour: own ? colour(own) : common, outline: flatten(numbers(/ d="([^"]*)"/)).map(place) };
  });
}

/** `M x y Q cx cy x y Q cx cy x y Z` as a polygon. */
function flatten([x = 0, y = 0, ...curves]: number[]): Point[] {
  const points: Point[] = [];
  let from: Point = [x, y];
  for (let at = 0; at + 3 < curves.length; at += 4) {
    const [cx = 0, cy = 0, tx = 0, ty = 0] = curves.slice(at, at + 4);
    for (let step = 0; step < CURVE_STEPS; step++) {
      const t = step / CURVE_STEPS;
      const mix = (a: number, b: number, c: number): number => (1 - t) ** 2 * a + 2 * (1 - t) * t * b + t ** 2 * c;
      points.push([mix(from[0], cx, tx), mix(from[1], cy, ty)]);
    }
    from = [tx, ty];
  }
  return points;
}

function inside([x, y]: Point, outline: readonly Point[]): boolean {
  let odd = false;
  let last = outline.at(-1) ?? [0, 0];
  for (const point of outline) {
    if (point[1] > y !== last[1] > y && x < ((last[0] - point[0]) * (y - point[1])) / (last[1] - point[1]) + point[0]) odd = !odd;
    last = point;
  }
  return odd;
}

const colour = (hex = '000000'): Colour => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Colour;

function png(size: number, leaves: readonly Leaf[]): Buffer {
  const rows = Buffer.alloc(size * (1 + size * 3));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const sum = [0, 0, 0];
      for (let sample = 0; sample < SAMPLES ** 2; sample++) {
        const along = (pixel: number, part: number): number => ((pixel + (part + 0.5) / SAMPLES) / size) * 2 * HALF - HALF;
        const point: Point = [along(column, sample % SAMPLES), along(row, Math.floor(sample / SAMPLES))];
        const seen = leaves.find((leaf) => inside(point, leaf.outline))?.colour ?? GROUND;
        seen.forEach((value, channel) => (sum[channel] = (sum[channel] ?? 0) + value));
      }
      sum.forEach((value, channel) => (rows[row * (1 + size * 3) + 1 + column * 3 + channel] = Math.round(value / SAMPLES ** 2)));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.set(named, 4);
  out.writeUInt32BE(crc32(named), body.length + 8);
  return out;
}
