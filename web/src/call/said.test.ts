import { expect, it } from 'vitest';
import { LINES_MAX, readSaid, TEXT_MAX, withLine, type Line } from './said';

it.each([
  [{ kind: 'text', text: ' Halo ' }, { kind: 'text', text: 'Halo' }],
  [{ kind: 'text', text: 'x'.repeat(TEXT_MAX) }, { kind: 'text', text: 'x'.repeat(TEXT_MAX) }],
  [{ kind: 'text', text: 'x'.repeat(TEXT_MAX + 1) }, null],
  [{ kind: 'text', text: '   ' }, null],
  [{ kind: 'text', text: 5 }, null],
  [{ kind: 'devices', camera: true, microphone: false, ask: true }, { kind: 'devices', camera: true, microphone: false, weak: false, ask: true }],
  [{ kind: 'devices', camera: 'yes', microphone: 1 }, { kind: 'devices', camera: false, microphone: false, weak: false, ask: false }],
  [{ kind: 'key', value: 'later' }, null],
  ['text', null],
  [null, null],
])('%j is read as %j', (body, said) => {
  expect(readSaid(body)).toEqual(said);
});

it('the log keeps the newest lines, each with a number of its own', () => {
  let lines: Line[] = [];
  for (let n = 1; n <= LINES_MAX + 5; n++) lines = withLine(lines, { mine: true, text: String(n), at: n });
  expect(lines).toHaveLength(LINES_MAX);
  expect(lines[0]?.text).toBe('6');
  expect(new Set(lines.map((line) => line.id)).size).toBe(LINES_MAX);
});
