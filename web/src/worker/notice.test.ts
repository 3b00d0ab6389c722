import { describe, expect, it } from 'vitest';
import type { Back } from '../lib/shape';
import en from '../text/en/worker';
import id from '../text/id/worker';
import { pathOf, read, show, tagOf, wishOf, type Pushed } from './notice';

const ring: Pushed = { kind: 'ring', check: 'c1', attempt: 'a1', until: 60_000, token: 't' };
const missed = (back: Back, until: number | null = null): Pushed => ({ kind: 'missed', check: 'c1', attempt: 'a1', back, until });
const all: Pushed[] = [ring, { kind: 'handled', check: 'c1' }, missed('over'), missed('called'), missed('open', 60_000), { kind: 'test', nonce: 'n' }];
const shown = (pushed: Pushed, now = 0) => show(pushed, id, 'id', now);

describe('a push', () => {
  it('is read when it is whole', () => {
    for (const pushed of all) expect(read(JSON.stringify(pushed))).toEqual(pushed);
  });

  it.each([
    undefined,
    '',
    '{',
    'null',
    '[]',
    '{"kind":"ring","check":"c1","attempt":"a1","token":"t"}',
    '{"kind":"ring","check":1,"attempt":"a1","until":1,"token":"t"}',
    '{"kind":"missed"}',
    '{"kind":"missed","check":"c1"}',
    '{"kind":"other","check":"c1"}',
  ])('%j is not ours', (text) => expect(read(text)).toBeNull());
});

describe('a notification', () => {
  it('of a ring stays until it is touched, and can be answered or declined', () => {
    const { title, options } = shown(ring);
    expect(title).toBe('Panggilan dinas');
    expect(options).toMatchObject({ requireInteraction: true, silent: false, renotify: true });
    expect(options.actions).toEqual([
      { action: 'answer', title: 'Jawab' },
      { action: 'decline', title: 'Tolak' },
    ]);
  });

  it('that is over takes the place of the ring and makes no noise of its own', () => {
    for (const pushed of all.slice(1, 4)) {
      const { options } = shown(pushed);
      expect(options).toMatchObject({ tag: tagOf(ring), requireInteraction: false, renotify: false, actions: [] });
    }
    expect(tagOf({ ...missed('over'), check: 'c2' } as Pushed)).not.toBe(tagOf(ring));
  });

  it('of a missed ring offers to call back while there is time, and no longer', () => {
    const action = [{ action: 'call_back', title: 'Hubungi kembali' }];
    for (const [pushed, now, actions] of [
      [missed('open', 60_000), 59_999, action],
      [missed('open', 60_000), 60_000, []],
      [missed('open'), 60_000, action],
      [missed('over', 60_000), 0, []],
      [missed('called'), 0, []],
    ] as const) {
      const { options } = shown(pushed, now);
      expect(options).toMatchObject({ actions, tag: tagOf(ring), requireInteraction: actions.length > 0 });
    }
    expect(shown(missed('called')).title).not.toBe(shown(missed('over')).title);
    expect(shown(missed('open'), 0).options.body).not.toBe(shown(missed('over')).options.body);
  });

  it('says the same in both languages, and nothing about who and why', () => {
    for (const words of [id, en]) {
      for (const pushed of all) expect(show(pushed, words, 'id', 0).title).not.toBe('');
      expect(Object.keys(words).sort()).toEqual(['called', 'handled', 'missed', 'ring', 'test']);
    }
  });
});

describe('a touch', () => {
  it.each<[Pushed, string, string]>([
    [ring, '', '/hari-ini#dering=a1&cek=c1&mau=look'],
    [ring, 'answer', '/hari-ini#dering=a1&cek=c1&mau=answer'],
    [ring, 'decline', '/hari-ini#dering=a1&cek=c1&mau=decline'],
    [ring, 'something', '/hari-ini#dering=a1&cek=c1&mau=look'],
    [missed('over'), '', '/panggilan-terlewat/c1'],
    [missed('open'), '', '/panggilan-terlewat/c1'],
    [missed('open'), 'call_back', '/hari-ini#dering=a1&cek=c1&mau=call_back'],
    [missed('called'), '', '/hari-ini'],
    [{ kind: 'handled', check: 'c1' }, '', '/hari-ini'],
  ])('on %j with %j leads to %s', (pushed, action, path) => expect(pathOf(pushed, wishOf(action))).toBe(path));
});
