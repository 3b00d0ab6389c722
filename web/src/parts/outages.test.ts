import { afterEach, expect, it } from 'vitest';
import { language } from '../lib/lang.svelte';
import en from '../text/en/outage';
import id from '../text/id/outage';
import { what, when } from './outages';

afterEach(() => {
  language.value = 'id';
});

const outage = { kind: 'provider', from: Date.UTC(2026, 5, 22, 3, 0), to: Date.UTC(2026, 5, 22, 3, 20), rings: 4, people: 2 };

it('says what and when in both languages, and names nobody', () => {
  expect(Object.keys(en.what)).toEqual(Object.keys(id.what));
  expect(what(outage)).toBe('satu penyedia jaringan');
  expect(when(outage)).toMatch(/22.*pukul 10\.00 sampai 10\.20 WIB$/);
  language.value = 'en';
  expect(when(outage)).toMatch(/22.*10.00 to 10.20 WIB$/);
  expect(what({ ...outage, kind: 'made_tomorrow' })).toBe('something that is shared');
});
