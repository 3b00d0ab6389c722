import { describe, expect, it } from 'vitest';
import en from '../text/en/worker';
import id from '../text/id/worker';
import { pathOf, read, show, tagOf, wishOf, type Pushed } from './notice';

const ring: Pushed = { kind: 'ring', check: 'c1', attempt: 'a1', until: 60_000, token: 't' };
const all: Pushed[] = [ring, { kind: 'handled', check: 'c1' }, { kind: 'missed', check: 'c1' }, { kind: 'test', nonce: 'n' }];

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
    '{"kind":"other","check":"c1"}',
  ])('%j is not ours', (text) => expect(read(text)).toBeNull());
});

describe('a notification', () => {
  it('of a ring stays until it is touched, and can be answered or declined', () => {
    const { title, options } = show(ring, id, 'id');
    expect(title).toBe('Panggilan dinas');
    expect(options).toMatchObject({ requireInteraction: true, silent: false, renotify: true });
    expect(options.actions).toEqual([
      { action: 'answer', title: 'Jawab' },
      { action: 'decline', title: 'Tolak' },
    ]);
  });

  it('that is over takes the place of the ring and makes no noise of its own', () => {
    for (const pushed of all.slice(1, 3)) {
      const { options } = show(pushed, id, 'id');
      expect(options).toMatchObject({ tag: tagOf(ring), requireInteraction: false, renotify: false, actions: [] });
    }
    expect(tagOf({ kind: 'missed', check: 'c2' })).not.toBe(tagOf(ring));
  });

  it('says the same in both languages, and nothing about who and why', () => {
    for (const words of [id, en]) {
      for (const pushed of all) expect(show(pushed, words, 'id').title).not.toBe('');
      expect(Object.keys(words).sort()).toEqual(['handled', 'missed', 'ring', 'test']);
    }
  });
});

describe('a touch', () => {
  it.each<[Pushed, string, string]>([
    [ring, '', '/hari-ini#dering=a1&cek=c1&mau=look'],
    [ring, 'answer', '/hari-ini#dering=a1&cek=c1&mau=answer'],
    [ring, 'decline', '/hari-ini#dering=a1&cek=c1&mau=decline'],
    [ring, 'something', '/hari-ini#dering=a1&cek=c1&mau=look'],
    [{ kind: 'missed', check: 'c1' }, '', '/panggilan-terlewat/c1'],
    [{ kind: 'handled', check: 'c1' }, '', '/hari-ini'],
  ])('on %j with %j leads to %s', (pushed, action, path) => expect(pathOf(pushed, wishOf(action))).toBe(path));
});
