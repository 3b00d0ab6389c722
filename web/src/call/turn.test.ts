import { expect, it } from 'vitest';
import { turnAfter, turnAtStart, type Turn, type TurnEvent } from './turn';

const [here, there]: TurnEvent[] = [
  { kind: 'seen', elsewhere: false },
  { kind: 'seen', elsewhere: true },
];
const refused: TurnEvent = { kind: 'refused' };
const asked: TurnEvent = { kind: 'asked' };
const after = (visible: boolean, ...events: (TurnEvent | undefined)[]): Turn =>
  events.reduce<Turn>((turn, event) => (event ? turnAfter(turn, event) : turn), turnAtStart(visible));

it.each<[string, boolean, (TurnEvent | undefined)[], Turn]>([
  ['alone', true, [here], 'mine'],
  ['opened while another tab has the call', true, [there], 'taking'],
  ['and has it then', true, [there, here], 'mine'],
  ['opened in the background while another tab has the call', false, [there], 'away'],
  ['the call was taken by another tab', true, [here, there], 'away'],
  ['and that tab was closed', true, [here, there, here], 'away'],
  ['and the person wants it back', true, [here, there, asked], 'taking'],
  ['and still sees the old word until the offer is taken', true, [here, there, asked, there, there], 'taking'],
  ['refused after a reconnect', true, [here, refused], 'away'],
])('%s', (_, visible, events, turn) => expect(after(visible, ...events)).toBe(turn));

it('two tabs come to rest whatever the order of their news', () => {
  // The server's view: who holds the end. Each round both tabs hear it and offer where they want the call.
  for (const first of [0, 1]) {
    const turns: Turn[] = ['mine', 'mine'];
    let holder = first;
    let taken = 0;
    for (let round = 0; round < 20; round += 1) {
      for (const tab of [0, 1]) {
        turns[tab] = turnAfter(turns[tab] as Turn, { kind: 'seen', elsewhere: holder !== tab });
        if (turns[tab] === 'away' || holder === tab) continue;
        if (turns[tab] === 'taking') ((holder = tab), (taken += 1));
        else turns[tab] = turnAfter(turns[tab] as Turn, { kind: 'refused' });
      }
    }
    expect([holder, taken, turns[1 - first]]).toEqual([first, 0, 'away']);
  }
});
