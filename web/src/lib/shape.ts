/**
 * The JSON shapes of the HTTP interface and of `now`, as `src/shape/` writes them on the server. Times are UTC milliseconds,
 * days are "2026-11-20", rates are 0 to 1.
 */

// shape

/** A person as colleagues in the line may see them. */
export interface PersonCard {
  id: string;
  name: string;
  position: string;
  unit: string;
  /** Birth date, sex and serial are hidden. */
  nip_masked: string;
}

/** A place in the person's own words. */
export interface Place {
  kind: PlaceKind;
  /** At most 300 characters; empty for the registered home. */
  words: string;
}

export type PlaceKind = 'home' | 'other';

export type Side = 'supervisor' | 'employee';

export type Verdict = 'as_declared' | 'elsewhere' | 'follow_up' | 'technical';

export type Kind = 'random' | 'forced' | 'manual';

/** Where a person works on a day. */
export type Mode = 'home' | 'office' | 'leave';

/** A half-open span, UTC milliseconds. */
export interface Span {
  start: number;
  end: number;
}

/** A rate with its 95 % Wilson interval. `of` is the denominator; with `of` 0 there is no rate. */
export interface Rate {
  n: number;
  of: number;
  value: number | null;
  low: number | null;
  high: number | null;
}

/** What every refused request answers. */
export interface Problem {
  error: ProblemBody;
}

export interface ProblemBody {
  /** Stable; pages choose their words by it. */
  code: string;
  /** Plain English; says what to do. */
  message: string;
  /** The field it speaks of, when there is one. */
  field: string | null;
}

// account

export interface SignIn {
  /** NIP or e-mail. */
  name: string;
  password: string;
}

/** A one-time ticket (demo links). */
export interface SignInTicket {
  ticket: string;
}

export interface Activate {
  /** NIP or e-mail. */
  name: string;
  /** From the printed sheet. */
  code: string;
  /** 12 to 128 characters; no composition rules. */
  password: string;
}

export interface Me {
  id: string;
  name: string;
  position: string;
  unit: string;
  zone: string;
  roles: Role[];
  /** Somebody reports to me. */
  supervises: boolean;
  /** I am in a rota (I may be called). */
  works_from_home: boolean;
  sessions: number;
  /** This installation is a demonstration. */
  demo: boolean;
  /** Server time. */
  now: number;
}

/** A role beyond employee and supervisor, with the subtree of units it covers. */
export interface Role {
  role: RoleName;
  unit: string | null;
  unit_name: string | null;
}

export type RoleName =
  | 'unit_head'
  /** The personnel agency (BKD). */
  | 'admin'
  | 'leadership'
  | 'auditor';

export interface GrantRole {
  person: string;
  role: RoleName;
  /** The top of the subtree; `None` is everything. */
  unit: string | null;
}

export interface RoleHolder {
  person: PersonCard;
  role: RoleName;
  unit: string | null;
  unit_name: string | null;
}

// case

export interface CaseLine {
  id: string;
  person: PersonCard;
  stage: Stage;
  opened: number;
  /** What the stage waits for ends then. */
  due: number | null;
  overdue: boolean;
  /** I may decide it. */
  mine: boolean;
}

export type Stage =
  /** Told; the person may reply. */
  | 'noticed'
  /** Reply given or its time over: an official decides. */
  | 'awaiting_decision'
  /** Decided: stays at home. */
  | 'kept'
  /** Decided: at the office from a day to a day. */
  | 'at_office'
  /** The return to the office ended and the permission is back. */
  | 'ended';

export interface CaseView {
  line: CaseLine;
  /** As it was when the case opened. */
  index: Index;
  /** At most 4, the weightiest first. */
  reasons: CaseReason[];
  /** So many answered checks would end the recommendation. */
  answers_needed: number | null;
  checks: CheckLine[];
  reply: Said | null;
  reply_until: number;
  decision: DecisionView | null;
  /** Why I may not decide, when I may not. */
  cannot_decide: string | null;
  can_reply: boolean;
  trail: TrailLine[];
  wfo_max_days: number;
}

export interface CaseReason {
  code: string;
  details: { [key: string]: unknown };
  checks: string[];
}

export interface Said {
  at: number;
  words: string;
}

export interface DecisionView {
  at: number;
  by: string;
  by_position: string;
  keep: boolean;
  from: string | null;
  to: string | null;
  words: string;
}

export interface TrailLine {
  at: number;
  code: string;
  who: string | null;
}

export interface Reply {
  /** At most 4000 characters. */
  words: string;
}

export interface Decide {
  /** Keep working from home; else to the office from `from` to `to`. */
  keep: boolean;
  from: string | null;
  to: string | null;
  /** The reason, at most 4000 characters. The person reads it. */
  words: string;
}

// dashboard

export interface DashboardQuery {
  /** Top of the subtree; my whole scope when absent. */
  unit: string | null;
  range: Range | null;
}

export type Range = 'day' | 'week' | 'month' | 'programme';

export interface Dashboard {
  day: string;
  zone: string;
  from: string;
  scope: string;
  scope_unit: string | null;
  programme: string | null;
  /** Staff in scope, and of them at home today. */
  staff: number;
  at_home_today: number;
  quota_percent: number | null;
  today: TodayCounts;
  range: Counts;
  answered: Rate;
  /** Of the days before, for comparison. */
  trend: TrendPoint[];
  answer_times: AnswerTimes;
  places: Places;
  index: IndexSpread;
  units: UnitRow[];
  /** Merged because each is under five; `None` when there are none. */
  small_units: SmallUnits | null;
  supervisors: FollowThrough;
  cases: CaseCounts;
  draw: DrawSummary;
}

export interface TodayCounts {
  due: number;
  running: number;
  answered: number;
  missed: number;
  not_reached: number;
  other: number;
}

/** Checks by outcome code. */
export interface Counts {
  checks: number;
  counted: number;
  answered: number;
  missed: number;
  not_counted: number;
  by_outcome: OutcomeCount[];
}

export interface OutcomeCount {
  outcome: string;
  n: number;
}

export interface TrendPoint {
  /** First day of the week. */
  day: string;
  answered: Rate;
  checks: number;
}

export interface AnswerTimes {
  n: number;
  median_seconds: number | null;
  p90_seconds: number | null;
  limit_seconds: number;
  class_seconds: number;
  /** Answered calls per class of `class_seconds`, from 0. */
  classes: number[];
}

export interface Places {
  home: number;
  other: number;
  found_elsewhere: number;
}

export interface IndexSpread {
  not_enough_data: number;
  floor: number;
  /** People per class of 5 points, from 0. */
  classes: number[];
}

export interface UnitRow {
  unit: string;
  name: string;
  staff: number;
  at_home_today: number;
  answered: Rate;
  /** Per week, oldest first; `null` where there were none. */
  weeks: (number | null)[];
  not_counted: number;
  supervisor_on_time: Rate;
  /** Its whole interval lies under the mean of the scope. */
  below: boolean;
}

export interface SmallUnits {
  units: number;
  checks: number;
}

export interface FollowThrough {
  prompts: number;
  on_time: number;
  deferred: number;
  handed_over: number;
  ignored: number;
  verdict_missing: number;
  manual: number;
  answered_without_media: number;
}

export interface CaseCounts {
  noticed: number;
  awaiting: number;
  overdue: number;
  at_office: number;
  next_due: number | null;
}

export interface DrawSummary {
  day: string | null;
  root: string | null;
  committed_at: number | null;
  /** Checks that the settings let one expect in the range, and those drawn. */
  expected: number;
  drawn: number;
}

/** Drill-down: the people of one unit, within the reader's scope. */
export interface UnitPeople {
  unit: string;
  name: string;
  people: PersonRow[];
}

export interface PersonRow {
  person: PersonCard;
  enough: boolean;
  counted: number;
  available: number;
  case: string | null;
}

export interface PersonView {
  person: PersonCard;
  index: Index;
  checks: CheckLine[];
  case: string | null;
}

// desk

export interface Desk {
  day: string;
  zone: string;
  windows: Span[];
  team: TeamMember[];
  /** Checks of the team that ended today, newest first. */
  done_today: TeamCheck[];
  /** Earlier ones, newest first, at most 50. */
  earlier: TeamCheck[];
}

export interface TeamMember {
  person: PersonCard;
  mode: Mode | null;
  presence: Presence;
  since: number | null;
  /** Home or another place; the words are shown only in a live prompt or call. */
  place_kind: PlaceKind | null;
}

export type Presence =
  | 'ready'
  /** Started, with a device that needs a look. */
  | 'ready_with_issue'
  /** Started, but no page is open. */
  | 'disconnected'
  | 'not_started'
  | 'finished'
  /** At the office or on leave: not in the draw. */
  | 'not_in_draw';

export interface TeamCheck {
  person: PersonCard;
  check: CheckLine;
}

export interface GiveVerdict {
  verdict: Verdict;
  /** Needed for `follow_up`; at most 1000 characters; the person reads it. */
  note: string;
}

export interface Defer {
  /** 1 to the policy's most. */
  minutes: number;
  reason: string;
}

export interface HandOver {
  to: string;
  reason: string;
}

/** Who stands in for a supervisor, and until when. */
export interface Deputy {
  person: string;
  from: string;
  to: string;
}

// draw

export interface DrawDay {
  programme: string;
  programme_name: string;
  day: string;
  algorithm: number;
  /** Merkle root over the pool, hex. */
  root: string;
  /** SHA-256 of the day's secret, hex. */
  secret_hash: string;
  committed_at: number;
  /** When the first window opened. */
  first_window: number | null;
  /** Shown from the day after on, hex. */
  secret: string | null;
  revealed_at: number | null;
}

/** Why me, why not me. */
export interface MyDraw {
  day: DrawDay;
  in_pool: boolean;
  /** Chance of a check that day, 0 to 1. */
  chance: number | null;
  minutes: number;
  checks: MyDrawnCheck[];
}

export interface MyDrawnCheck {
  kind: Kind;
  at: number;
  slot: number;
}

// now

export interface Now {
  /** Server time of this snapshot. */
  at: number;
  /** I am being called. */
  ring: Ring | null;
  /** I am asked to call. */
  prompts: Prompt[];
  /** My calls: ringing out, running, or waiting for my verdict. An employee has at most one. */
  calls: Call[];
  /** Changes whenever pages other than the call should load their data again. */
  revision: number;
}

export interface Ring {
  check: string;
  attempt: string;
  kind: Kind;
  /** Which ring of how many. */
  number: number;
  of: number;
  since: number;
  until: number;
  caller: PersonCard;
}

export interface Prompt {
  check: string;
  kind: Kind;
  person: PersonCard;
  /** The ring that would be made now, of how many. */
  number: number;
  of: number;
  /** When I was asked; `None` while waiting for the next attempt. */
  since: number | null;
  /** Call before this. */
  until: number | null;
  /** The next attempt opens then. */
  opens: number | null;
  place_today: Place | null;
  registered_place: string;
  ready: Ready | null;
  connected: boolean;
  deferrals_left: number;
  /** Who may take it over. */
  deputies: PersonCard[];
}

/** The morning's device check. */
export interface Ready {
  at: number;
  ok: number;
  of: number;
}

export type Phase =
  /** Ringing; only the supervisor has this. */
  | 'ringing'
  /** Answered; the employee gets ready and declares the place. */
  | 'preparing'
  /** Both may talk. */
  | 'live'
  /** Over; the verdict is awaited. */
  | 'closing';

export interface Call {
  check: string;
  attempt: string;
  kind: Kind;
  role: Side;
  phase: Phase;
  /** Whether this very device is in the call (false: "answered on another device"). */
  here: boolean;
  number: number;
  of: number;
  peer: PersonCard;
  ladder: Ladder;
  ring_until: number | null;
  answered_at: number | null;
  prepare_until: number | null;
  /** Declared at the answer. */
  place: Place | null;
  /** Declared in the morning. */
  place_today: Place | null;
  /** From the staff list. Only the supervisor gets it. */
  registered_place: string | null;
  question: Question | null;
  /** What the server has seen flow. */
  employee_media: MediaSeen;
  supervisor_media: MediaSeen;
  /** A side that is gone for now, and until when the call waits. */
  lost: Side | null;
  lost_until: number | null;
  verdict: Verdict | null;
  verdict_until: number | null;
}

/** What to ask, drawn at random for this call. */
export interface Question {
  id: string;
  en: string;
}

export interface MediaSeen {
  audio: boolean;
  video: boolean;
}

/** Dialling → delivered → ringing → answered: the first time of each, over all devices. */
export interface Ladder {
  dialled: number | null;
  delivered: number | null;
  ringing: number | null;
  answered: number | null;
  devices: DeviceReceipts[];
}

export interface DeviceReceipts {
  /** Such as “Chrome, Android”. */
  agent: string;
  sent: number | null;
  displayed: number | null;
  audible: number | null;
  muted: number | null;
  answered: boolean;
}

// programme

export interface Programme {
  id: string;
  version: number;
  versions: VersionLine[];
  name: string;
  legal_source: string;
  from: string;
  to: string;
  /** The policy as a data file, comments and all when it came from a preset. */
  toml: string;
  summary: Summary;
}

export interface VersionLine {
  version: number;
  at: number;
  by: string | null;
}

/** What the settings mean, a sentence each. */
export interface Summary {
  id: string[];
  en: string[];
}

export interface Preset {
  id: string;
  name: string;
  legal_source: string;
  toml: string;
  summary: Summary;
}

export interface SaveProgramme {
  /** At most 64 KiB. */
  toml: string;
  /** Needed when changing: the version the edit started from. */
  based_on: number | null;
}

/** The answer to a check or a refused save: every fault at once. */
export interface PolicyCheck {
  ok: boolean;
  problems: PolicyProblem[];
  summary: Summary;
}

export interface PolicyProblem {
  field: string;
  id: string;
  en: string;
}

// record

export interface Record {
  person: PersonCard;
  index: Index;
  /** Newest first. */
  checks: CheckLine[];
  /** Pass as `before` for older ones. */
  next: number | null;
  /** My open or last case. */
  case: string | null;
}

export interface Older {
  /** Only checks drawn before this moment. */
  before: number | null;
}

/** The availability index. Never a bare number: with too little data there is no estimate, and the parts always come along. */
export interface Index {
  day: string;
  enough: boolean;
  counted: number;
  available: number;
  missed: number;
  min_checks: number;
  /** The policy's floor, 0 to 1. */
  floor: number;
  estimate: number | null;
  band50: [number, number] | null;
  band80: [number, number] | null;
  band95: [number, number] | null;
  /** Probability that the true rate lies below the floor. */
  below_floor: number | null;
  parts: IndexPart[];
}

export interface IndexPart {
  check: string;
  day: string;
  outcome: string;
  available: boolean;
  /** After decay. */
  weight: number;
}

export interface CheckLine {
  id: string;
  day: string;
  kind: Kind;
  at: number;
  outcome: string | null;
  /** How it counts: `available`, `missed`, or not at all. */
  counts_as: string | null;
  attempts: number;
  answer_seconds: number | null;
  caller: string | null;
  verdict: Verdict | null;
  reasons: Reason[];
  /** Of the last attempt. */
  ladder: Ladder;
}

/** Why an outcome is what it is. The page has the words; `details` fills them in. */
export interface Reason {
  code: string;
  details: { [key: string]: unknown };
}

/** One check in full, for its person, the person's line and auditors. */
export interface CheckDetail {
  line: CheckLine;
  person: PersonCard;
  policy_version: number;
  policy_name: string;
  legal_source: string;
  place: Place | null;
  note: string | null;
  /** Every fact as the server saw it, oldest first. */
  facts: FactLine[];
  verdict_can_change_until: number | null;
}

export interface FactLine {
  at: number;
  code: string;
  /** Who did it, where a person did. */
  who: string | null;
  details: { [key: string]: unknown };
}

// rota

export interface RotaQuery {
  unit: string;
  /** Any day of the week wanted; today's week when absent. */
  week: string | null;
}

export interface RotaWeek {
  unit: string;
  unit_name: string;
  /** Monday first, 7 days. */
  days: RotaDay[];
  rows: RotaRow[];
  can_change: boolean;
}

export interface RotaDay {
  day: string;
  past: boolean;
  working: boolean;
  holiday: string | null;
  eligible: number;
  at_home: number;
  /** Most who may be at home; `None` without a programme that day. */
  limit: number | null;
  limit_source: string | null;
}

export interface RotaRow {
  person: PersonCard;
  /** Always at the office under the programme. */
  exempt: boolean;
  /** At the office by a decision until this day. */
  office_until: string | null;
  /** One per day of the week. */
  modes: (Mode | null)[];
}

export interface SetRota {
  /** At most 2000. */
  changes: RotaChange[];
}

export interface RotaChange {
  person: string;
  day: string;
  /** `null` takes the entry away. */
  mode: Mode | null;
}

export interface CopyWeek {
  unit: string;
  /** Any day of the week to copy from. */
  from: string;
  /** Any day of the first week to copy to. */
  to: string;
  /** 1 to 12. */
  weeks: number;
}

/** What a change did, and what it did not and why. */
export interface RotaResult {
  changed: number;
  refused: RotaRefusal[];
}

export interface RotaRefusal {
  /** Line of the file, when it came from one. */
  line: number | null;
  person: string | null;
  day: string | null;
  code: string;
  id: string;
  en: string;
}

// staff

export interface UnitNode {
  id: string;
  name: string;
  parent: string | null;
  /** People directly in it. */
  people: number;
}

export interface StaffQuery {
  unit: string | null;
  /** Part of a name; at most 100 characters. */
  search: string | null;
  page: number | null;
}

export interface StaffPage {
  people: StaffLine[];
  total: number;
  page: number;
  pages: number;
}

export interface StaffLine {
  person: PersonCard;
  supervisor: string | null;
  activated: boolean;
}

/** What an import would do. Nothing is saved until it is confirmed with its `token`. */
export interface ImportPreview {
  /** `None` when problems must be mended first. */
  token: string | null;
  rows: number;
  new: number;
  changed: number;
  unchanged: number;
  /** At most 200. */
  changes: ImportChange[];
  /** In the database but not in the file; nobody is deleted. At most 200. */
  missing: PersonCard[];
  missing_total: number;
  /** At most 1000. */
  problems: ImportProblem[];
  problems_total: number;
  warnings: ImportProblem[];
}

export interface ImportChange {
  name: string;
  nip_masked: string;
  field: string;
  old: string;
  new: string;
}

export interface ImportProblem {
  line: number;
  /** Header of the column. */
  field: string;
  code: string;
  id: string;
  en: string;
}

export interface ConfirmImport {
  token: string;
}

export interface ImportDone {
  new: number;
  changed: number;
}

/** One printable row of an activation sheet. Shown once: the server keeps only a hash of the code. */
export interface ActivationSlip {
  name: string;
  nip_masked: string;
  code: string;
  /** An SVG image of the sign-in address with the code. */
  qr_svg: string;
  expires: number;
}

// today

export interface Today {
  day: string;
  zone: string;
  mode: Mode | null;
  /** Name and legal source of the programme that covers the day. */
  programme: ProgrammeLine | null;
  /** Working windows; empty when nobody may call. */
  windows: Span[];
  /** The programme is open at any hour, for trying out. */
  around_the_clock: boolean;
  /** Latest moment for *Mulai WFH*. */
  ready_before: number | null;
  registered_place: string;
  started: Started | null;
  finished_at: number | null;
  /** Sent to the office by a decision, until this day. */
  office_until: string | null;
  supervisor: string | null;
}

export interface ProgrammeLine {
  name: string;
  legal_source: string;
  version: number;
}

export interface Started {
  at: number;
  place: Place;
  tests: DeviceTest[];
}

export interface StartDay {
  place: Place;
  /** At most 10. */
  tests: DeviceTest[];
}

export interface DeviceTest {
  item: TestItem;
  ok: boolean;
  /** At most 100 characters; never personal. */
  detail: string;
}

export type TestItem = 'camera' | 'microphone' | 'sound' | 'notification' | 'network';
