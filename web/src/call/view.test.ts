import { describe, expect, it } from 'vitest';
import type { Call, DeviceReceipts, Phase, Place, Side } from '../lib/shape';
import { deviceStep, elapsed, placesOffered, samePlace, spokenName, viewOf, wantsMedia } from './view';

const call = (role: Side, phase: Phase, here = true): Call => ({
  check: 'c',
  attempt: 'a',
  kind: 'random',
  reason: null,
  role,
  phase,
  here,
  open_elsewhere: false,
  needs: { voice_only: false, by_text: false, extra_seconds: 0 },
  by_text: false,
  written: [],
  number: 1,
  of: 2,
  peer: { id: 'p', name: 'Budi', position: '', unit: '', nip_masked: '' },
  ladder: { dialled: 1, delivered: null, ringing: null, answered: null, devices: [] },
  ring_until: null,
  answered_at: null,
  prepare_until: null,
  enter_until: null,
  place: null,
  place_today: null,
  registered_place: '',
  question: null,
  employee_media: { audio: false, video: false },
  supervisor_media: { audio: false, video: false },
  lost: null,
  lost_until: null,
  verdict: null,
  verdict_until: null,
});

describe('the face of the page', () => {
  const cases: [string, Call | null, boolean, boolean, string][] = [
    ['before the first snapshot', null, false, false, 'loading'],
    ['no such call', null, true, false, 'over'],
    ['supervisor, ringing', call('supervisor', 'ringing'), true, false, 'ringing'],
    ['supervisor, ringing from another device', call('supervisor', 'ringing', false), true, false, 'ringing'],
    ['supervisor, answered', call('supervisor', 'preparing'), true, false, 'incall'],
    ['supervisor, over', call('supervisor', 'closing', false), true, false, 'closing'],
    ['employee, just answered', call('employee', 'preparing'), true, false, 'prepare'],
    ['employee, entered', call('employee', 'preparing'), true, true, 'incall'],
    ['employee, talking', call('employee', 'live'), true, true, 'incall'],
    ['employee, talking, page opened anew without a choice', call('employee', 'live'), true, false, 'prepare'],
    ['employee, answered on another device', call('employee', 'live', false), true, true, 'elsewhere'],
    ['employee, over', call('employee', 'closing'), true, true, 'over'],
  ];
  it.each(cases)('%s', (_, of, fresh, joined, view) => {
    expect(viewOf(of, fresh, joined, 'mine')).toBe(view);
  });

  it('says where the call is while another tab has it, and only while it runs', () => {
    for (const role of ['supervisor', 'employee'] as const) {
      for (const phase of ['preparing', 'live'] as const) expect(viewOf(call(role, phase), true, true, 'away')).toBe('tab');
    }
    expect(viewOf(call('supervisor', 'closing'), true, true, 'away')).toBe('closing');
    expect(viewOf(call('employee', 'live', false), true, true, 'away')).toBe('elsewhere');
  });
});

it.each([
  ['supervisor', 'ringing', true, true, false],
  ['supervisor', 'preparing', true, false, true],
  ['supervisor', 'live', false, true, false],
  ['supervisor', 'closing', true, true, false],
  ['employee', 'preparing', true, false, false],
  ['employee', 'preparing', true, true, true],
  ['employee', 'live', true, true, true],
  ['employee', 'live', false, true, false],
] as const)('%s, %s, here %s, joined %s: media %s', (role, phase, here, joined, wanted) => {
  expect(wantsMedia(call(role, phase, here), joined)).toBe(wanted);
});

it.each([
  [{ kind: 'home', words: '' }, 'Jl. Melati 3', true],
  [{ kind: 'home', words: 'jl melati 3 ' }, 'Jl. Melati 3', true],
  [{ kind: 'home', words: 'Jl. Melati 4' }, 'Jl. Melati 3', false],
  [{ kind: 'other', words: 'Jl. Melati 3' }, 'Jl. Melati 3', false],
] as const)('%j against %s is the same: %s', (declared, registered, same) => {
  expect(samePlace(declared, registered)).toBe(same);
});

it.each([
  [{}, 'none'],
  [{ sent: 1 }, 'calling'],
  [{ accepted: 1 }, 'calling'],
  [{ sent: 1, displayed: 2 }, 'delivered'],
  [{ sent: 1, displayed: 2, muted: 3 }, 'delivered'],
  [{ sent: 1, displayed: 2, audible: 3 }, 'ringing'],
  [{ sent: 1, answered: true }, 'answered'],
] as [Partial<DeviceReceipts>, string][])('receipts %j reach %s', (receipts, step) => {
  const device = { agent: '', sent: null, accepted: null, displayed: null, audible: null, muted: null, answered: false, ...receipts };
  expect(deviceStep(device)).toBe(step);
});

it.each([
  [-5, '00.00'],
  [999, '00.00'],
  [78_000, '01.18'],
  [3_600_000, '60.00'],
])('%i ms is %s', (ms, text) => {
  expect(elapsed(ms, 'id')).toBe(text);
});

it.each([
  ['Budi Prasetyo', 'Budi Prasetyo'],
  ['Dr. H. Budi Prasetyo, S.Kom., M.T.', 'Budi Prasetyo'],
  ['Hj. Ratna', 'Ratna'],
  ['Hana Irawan', 'Hana Irawan'],
  ['Dr.', 'Dr.'],
])('%s is called %s', (name, spoken) => {
  expect(spokenName(name)).toBe(spoken);
});

describe('the places offered at the door', () => {
  const home: Place = { kind: 'home', words: '' };
  const other: Place = { kind: 'other', words: 'Puskesmas' };
  const cases: [string, Place | null, Place | null, Place[]][] = [
    ['nothing declared today', null, null, [home]],
    ['home this morning', null, home, [home]],
    ['another place this morning', null, other, [other, home]],
    ['home in this call, another place this morning', home, other, [home]],
    ['another place in this call', other, home, [other, home]],
  ];
  it.each(cases)('%s', (_, place, place_today, offered) => {
    expect(placesOffered({ place, place_today })).toEqual(offered);
  });
});
