import { expect, it } from 'vitest';
import type { Me, RoleName } from '../lib/shape';
import { homeOf, isBare, isPublic, navFor } from './nav';

const person = (roles: RoleName[], line: Partial<Me> = {}): Me => ({
  id: 'p',
  name: 'Budi',
  position: '',
  unit: '',
  zone: 'Asia/Jakarta',
  roles: roles.map((role) => ({ role, unit: null, unit_name: null })),
  supervises: false,
  works_from_home: false,
  sessions: 1,
  demo: false,
  now: 0,
  ...line,
});

it.each<[string, Me, string]>([
  ['an employee', person([], { works_from_home: true }), '/hari-ini'],
  ['a supervisor who works from home', person([], { works_from_home: true, supervises: true }), '/meja'],
  ['leadership', person(['leadership']), '/dasbor'],
  ['somebody in no rota', person([]), '/jadwal'],
])('%s starts where they are needed', (_, me, path) => expect(homeOf(me)).toBe(path));

it('nobody sees pages that the server would refuse', () => {
  const paths = navFor(person([], { works_from_home: true })).map((item) => item.path);
  expect(paths).toEqual(['/hari-ini', '/catatan', '/jadwal', '/bantuan']);
});

it('who has not signed in sees the ways that are open to all', () => {
  expect(navFor(null).map((item) => item.path)).toEqual(['/undian', '/bantuan']);
});

it('only who oversees the whole finds the fairness of the draw', () => {
  const found = (me: Me): boolean => navFor(me).some((item) => item.path === '/kewajaran');
  const part = person(['leadership']);
  part.roles = [{ role: 'leadership', unit: 'u', unit_name: 'Dinas' }];
  expect([person(['auditor']), person(['leadership']), part, person(['admin']), person([])].map(found)).toEqual([true, true, false, false, false]);
});

it.each([
  ['/undian', true, false],
  ['/undianku', false, false],
  ['/panggilan/0192', false, true],
  ['/hari-ini', false, false],
])('%s: public %s, fills the screen %s', (path, open, bare) => {
  expect(isPublic(path)).toBe(open);
  expect(isBare(path)).toBe(bare);
});
