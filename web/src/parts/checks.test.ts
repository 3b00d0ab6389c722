import { expect, it } from 'vitest';
import type { Call, Now, Ring } from '../lib/shape';
import { liveStage } from './checks';

const ring = { check: 'a' } as Ring;
const call = { check: 'a' } as Call;

it.each<[string, Pick<Now, 'ring' | 'calls'>, string]>([
  ['it rings', { ring, calls: [] }, 'ringing'],
  ['it was answered', { ring: null, calls: [call] }, 'call'],
  ['between two rings', { ring: null, calls: [] }, 'open'],
  ['another check rings', { ring: { ...ring, check: 'b' }, calls: [{ ...call, check: 'b' }] }, 'open'],
])('the live stage of a check: %s', (_, now, stage) => expect(liveStage('a', now)).toBe(stage));
