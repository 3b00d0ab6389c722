/**
 * The JSON shapes of the HTTP interface and of `now`, as the server's `src/shape/` writes them. Times are UTC milliseconds,
 * days are "2026-11-20", rates are 0 to 1. A test holds them to openapi.json.
 */
export type * from './account';
export type * from './case';
export type * from './common';
export type * from './dashboard';
export type * from './desk';
export type * from './draw';
export type * from './hours';
export type * from './now';
export type * from './programme';
export type * from './push';
export type * from './record';
export type * from './rota';
export type * from './staff';
export type * from './today';
export type * from './watch';
