/**
 * What the two ends tell each other through the server's opaque channel: typed words, and whether camera and microphone
 * are on. Pure. What comes from the other end is not trusted: anything unknown or too long is dropped.
 */
export type Said =
  | { kind: 'text'; text: string }
  /** `weak`: no picture, because the line is too weak for it. `ask`: tell me yours too (this end has just come, or come back). */
  | { kind: 'devices'; camera: boolean; microphone: boolean; weak: boolean; ask: boolean };

/** Longer than anybody types in a call, well below the socket's 64 KiB. */
export const TEXT_MAX = 500;
/** The newest lines that stay on the screen. */
export const LINES_MAX = 200;

export function readSaid(body: unknown): Said | null {
  if (typeof body !== 'object' || body === null || !('kind' in body)) return null;
  if (body.kind === 'text' && 'text' in body && typeof body.text === 'string') {
    const text = body.text.trim();
    return text === '' || text.length > TEXT_MAX ? null : { kind: 'text', text };
  }
  if (body.kind === 'devices' && 'camera' in body && 'microphone' in body) {
    return { kind: 'devices', camera: body.camera === true, microphone: body.microphone === true, weak: 'weak' in body && body.weak === true, ask: 'ask' in body && body.ask === true };
  }
  return null;
}

export interface Line {
  id: number;
  mine: boolean;
  text: string;
  at: number;
}

/** The log with one more line, the oldest dropped beyond the bound. */
export function withLine(lines: readonly Line[], line: Omit<Line, 'id'>): Line[] {
  const id = (lines.at(-1)?.id ?? 0) + 1;
  return [...lines, { ...line, id }].slice(-LINES_MAX);
}
