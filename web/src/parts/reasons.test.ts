import { afterEach, expect, it } from 'vitest';
import { language } from '../lib/lang.svelte';
import en from '../text/en/reasons';
import id from '../text/id/reasons';
import { factText, reasonText } from './reasons';

afterEach(() => {
  language.value = 'id';
});

it('both languages know the same codes', () => {
  expect(Object.keys(en.reasons)).toEqual(Object.keys(id.reasons));
  expect(Object.keys(en.facts)).toEqual(Object.keys(id.facts));
});

it('no sentence breaks on missing or strange details', () => {
  for (const lang of ['id', 'en'] as const) {
    language.value = lang;
    for (const code of [...Object.keys(id.reasons), ...Object.keys(id.facts), 'made_tomorrow']) {
      for (const details of [{}, { ring: '1', seconds: null, side: 7, why: [], at: 'x' }]) {
        for (const text of [reasonText({ code, details }), factText({ code, details })]) {
          expect(text).not.toBe('');
          expect(text).not.toMatch(/undefined|null|NaN|\[object/);
        }
      }
    }
  }
});

it('says what counts, with its numbers', () => {
  expect(reasonText({ code: 'audible_on', details: { device: 'd', ring: 2 } })).toBe(
    'Ada bukti perangkat berbunyi pada percobaan 2.',
  );
  expect(reasonText({ code: 'answered_after', details: { ring: 1, seconds: 68 } })).toBe(
    'Dijawab dalam 1 menit 8 detik pada percobaan 1.',
  );
  language.value = 'en';
  expect(reasonText({ code: 'rings_ended', details: { rings: 2, promised: 3 } })).toBe(
    '2 of 3 attempts ended without an answer.',
  );
  expect(reasonText({ code: 'made_tomorrow', details: {} })).toBe('Another reason is on record at the server.');
});
