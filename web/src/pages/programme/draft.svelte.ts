/**
 * A policy that somebody edits: its file, what was typed that could not go into it, and what the server found wrong. The
 * file is the truth; every control reads from it and writes to it.
 */
import { language } from '../../lib/lang.svelte';
import type { PolicyProblem } from '../../lib/shape';
import { show, written, type FieldOf } from './fields';
import { asText, put, quoted, raw } from './toml';
import { clock } from './week';
import { words } from './words';

export class Draft {
  toml = $state('');
  problems = $state.raw<readonly PolicyProblem[]>([]);
  /** By path: the file keeps its last good value meanwhile. */
  private unfit = $state<Record<string, string>>({});

  constructor(start: string) {
    this.toml = start;
  }

  get unfits(): number {
    return Object.keys(this.unfit).length;
  }

  say(problem: PolicyProblem): string {
    return language.value === 'en' ? problem.en : problem.id;
  }

  value(field: FieldOf): string {
    const text = show(this.toml, field);
    const comma = (field.kind === 'share' || field.kind === 'millionths') && language.value === 'id';
    return this.unfit[field.path] ?? (comma ? text.replace('.', ',') : text);
  }

  type(field: FieldOf, typed: string): void {
    this.take(field.path, typed, written(field.kind, typed));
  }

  fault(field: FieldOf): string | undefined {
    if (field.kind === 'day' && (field.path in this.unfit || (this.wrong(field.path) && this.value(field) === ''))) return words().editor.badDay;
    if (field.path in this.unfit) return words().editor.badNumber;
    return this.at(field.path)[0];
  }

  clock(path: string): string {
    return this.unfit[path] ?? asText(raw(this.toml, path));
  }

  typeClock(path: string, typed: string): void {
    const fits = clock(typed);
    this.take(path, typed, fits === null ? null : quoted(fits));
  }

  /** What is wrong with exactly this. */
  at(path: string): string[] {
    return this.problems.filter(({ field }) => field === path).map((problem) => this.say(problem));
  }

  /** What is wrong with a row or anything in it, what was typed there included. */
  within(path: string): string[] {
    const below = (field: string): boolean => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`);
    const typed = Object.keys(this.unfit).filter(below);
    const found = this.problems.filter(({ field }) => below(field) && !typed.includes(field)).map((problem) => this.say(problem));
    return [...new Set([...(typed.length > 0 ? [words().editor.badClock] : []), ...found])];
  }

  wrong(path: string): boolean {
    return path in this.unfit || this.problems.some(({ field }) => field === path);
  }

  /** Changes the rows of a list. What was typed or wrong there counts no more: its place may be another's. */
  rows(list: string, next: string): void {
    for (const path of Object.keys(this.unfit)) if (path.startsWith(list)) delete this.unfit[path];
    this.problems = this.problems.filter(({ field }) => !field.startsWith(list));
    this.toml = next;
  }

  private take(path: string, typed: string, value: string | null): void {
    if (value === null) this.unfit[path] = typed;
    else {
      delete this.unfit[path];
      this.toml = put(this.toml, path, value);
    }
  }
}
