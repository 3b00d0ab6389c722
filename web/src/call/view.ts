/** Which face the call page shows, and small sentences' facts about a call. Pure; knows nothing of components. */
import type { Call, DeviceReceipts, Place } from '../lib/shape';
import type { Step } from '../parts/steps';
import type { Turn } from './turn';

export type View =
  /** The server has not yet said what concerns me. */
  | 'loading'
  | 'ringing'
  | 'prepare'
  | 'incall'
  /** Over; the supervisor's result is still open. */
  | 'closing'
  /** Answered on, or begun from, another device of mine. */
  | 'elsewhere'
  /** In another tab of mine. */
  | 'tab'
  /** Not among my calls, or not any more. */
  | 'over';

/** `joined`: on this device the person has chosen to enter with camera and microphone as they wanted. */
export function viewOf(call: Call | null, fresh: boolean, joined: boolean, turn: Turn): View {
  if (!call) return fresh ? 'over' : 'loading';
  if (call.role === 'supervisor') {
    if (call.phase === 'ringing') return 'ringing';
    if (call.phase === 'closing') return 'closing';
    return turn === 'away' ? 'tab' : 'incall';
  }
  if (call.phase === 'closing') return 'over';
  if (!call.here) return 'elsewhere';
  if (turn === 'away') return 'tab';
  return joined ? 'incall' : 'prepare';
}

/** Whether this device should hold a media leg: the supervisor as soon as the phone is answered, the employee after "bersiap". */
export function wantsMedia(call: Call | null, joined: boolean): boolean {
  if (!call?.here || (call.role === 'employee' && call.by_text) || (call.phase !== 'preparing' && call.phase !== 'live')) return false;
  return call.role === 'supervisor' || joined;
}

/** The registered home is declared without words, or with the same ones. */
export function samePlace(declared: Place, registered: string): boolean {
  return declared.kind === 'home' && (declared.words === '' || sameWords(declared.words, registered));
}

const sameWords = (one: string, other: string): boolean => plain(one) === plain(other);
const plain = (words: string): string => words.toLocaleLowerCase('id').replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

/** The places to offer at the door, the likeliest first: what was declared in this call, else this morning, then the registered home. */
export function placesOffered(call: Pick<Call, 'place' | 'place_today'>): Place[] {
  const home: Place = { kind: 'home', words: '' };
  const said = call.place ?? call.place_today;
  return said?.kind === 'other' ? [said, home] : [home];
}

/** How far the evidence of one device goes. */
export function deviceStep(device: DeviceReceipts): Step {
  if (device.answered) return 'answered';
  if (device.audible !== null) return 'ringing';
  if (device.displayed !== null || device.muted !== null) return 'delivered';
  return device.sent !== null || device.accepted !== null ? 'calling' : 'none';
}

/** "01.18" since a moment; an hour does not matter here, the server ends calls before. */
export function elapsed(ms: number, lang: 'id' | 'en'): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(total / 60))}${lang === 'id' ? '.' : ':'}${two(total % 60)}`;
}

/** A name without academic titles, for speaking to a person: "Dr. Budi Prasetyo, S.Kom." becomes "Budi Prasetyo". */
export function spokenName(name: string): string {
  const before = name.split(',')[0] ?? name;
  const bare = before.replace(/^(?:(?:dr|drs|dra|ir|prof|h|hj|kh|r|rr)\.\s*)+/i, '').trim();
  return bare === '' ? name : bare;
}
