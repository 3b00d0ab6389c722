import { expect, it } from 'vitest';
import { addPattern, addPrayer, addSeason } from './week';
import { where } from './where';

const FILE = addPrayer(addPattern(addSeason('[[hours.days]]\nweekday = 5\nstart = "07.30"\n', 'Ramadan'), 'shift'), 'Asar');

it.each([
  ['hours.days[0].start', 'Jumat, mulai'],
  ['hours.days[0].breaks[1]', 'Jumat, istirahat 2'],
  ['hours.days[0].breaks', 'Jumat, istirahat'],
  ['hours.days', 'hari kerja'],
  ['hours.days[7].end', 'baris 8, selesai'],
  ['hours.seasons[0].from', 'Ramadan, hari pertama'],
  ['hours.seasons[0].days[0].breaks[0].end', 'Ramadan, Jumat, istirahat 1, selesai'],
  ['hours.patterns[0].days[0].end', 'Bergilir (sif), Jumat, selesai'],
  ['hours.prayers[0].end', 'Asar, selesai'],
  ['quota.at_home_percent', 'Paling banyak di rumah (%)'],
  ['hours.sesuatu', null],
  ['score.weights[2].outcome', null],
  ['', null],
])('%s is %s', (path, said) => expect(where(FILE, path)).toBe(said));
