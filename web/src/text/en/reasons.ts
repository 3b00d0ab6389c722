import { time } from '../../lib/clock';
import type id from '../id/reasons';
import outage from './outage';
import { num, secondsOf, str, type Details } from '../id/reasons';

const why: { [code: string]: string } = {
  supervisor_asked: 'the supervisor asked to put it off',
  supervisor_busy: 'the supervisor was in another check',
  no_longer_at_home: 'the person no longer worked from home that day',
  window_ended: 'working hours ended first',
  person_status: 'the person was in a meeting, at prayer, on a break or absent',
  capacity: 'the server was full',
  over_hour: 'the official was asked for as many calls as an hour allows',
  over_day: 'the official was asked for as many calls as a day allows',
  supervisor_absent: 'the supervisor was not on duty and nobody stood in',
  person_busy: 'the person was in another check',
  pause: 'a break; it went on after it',
  flexible_start: 'the hours of that day were moved',
  status_ended: 'the person’s status ended early',
  day_not_worked: 'that day was declared a holiday',
};
const verdict: { [code: string]: string } = {
  as_declared: 'as declared',
  elsewhere: 'at another place',
  follow_up: 'needs follow-up',
  technical: 'technical trouble',
};
const side = (d: Details): string => (str(d, 'side') === 'supervisor' ? 'the supervisor' : 'the employee');
const media: { [code: string]: string } = { audio: 'sound', video: 'picture', keyframe: 'a full picture' };
const place = (d: Details): string => (str(d, 'kind') === 'home' ? 'at home' : 'at another place');
const receipt: { [code: string]: string } = {
  sent: 'sent',
  accepted: 'taken by the notification service',
  displayed: 'shown on the screen',
  audible: 'sounded',
  muted: 'shown without sound',
};
const hindrance = (d: Details): string => (str(d, 'by') === 'network' ? 'its network was faulty' : 'the ring tone could not be heard');
const ring = (d: Details): string => (num(d, 'ring') > 0 ? ` on attempt ${num(d, 'ring')}` : '');

const reasons: typeof id.reasons = {
  voided: (d) => `The check was voided: ${why[str(d, 'why')] ?? 'no longer valid'}.`,
  verdict_given: (d) =>
    `The supervisor recorded: ${verdict[str(d, 'verdict')] ?? 'a result'}${d['corrected'] === true ? ' (corrected)' : ''}.`,
  follow_up_noted: () => 'The supervisor noted something to follow up.',
  verdict_missing: () => 'The supervisor recorded no result; what the server saw is used.',
  answered_after: (d) => `Answered in ${secondsOf(d)}${ring(d)}.`,
  called_back_after: (d) => `The person called back ${secondsOf(d)} after the ring ended${ring(d)}.`,
  declared: (d) => `The employee declared to be ${place(d)}${d['same_as_morning'] === false ? ', unlike in the morning' : ''}.`,
  in_writing: (d) => `Answered by text, ${num(d, 'answers')} times.`,
  media_seen: (d) => `The server received ${media[str(d, 'what')] ?? 'media'} from ${side(d)}.`,
  no_media_from: (d) => `No picture or sound came from ${side(d)}.`,
  call_dropped: (d) => `The call was lost on the side of ${side(d)} and did not come back.`,
  server_failed_in_call: () => 'The server failed during the call. This is our fault.',
  declined_with_words: (d) => `The employee declined with a reason${ring(d)}.`,
  rings_ended: (d) => `${num(d, 'rings')} of ${num(d, 'promised')} attempts ended without an answer.`,
  audible_on: (d) => `There is proof that a device sounded${ring(d)}.`,
  hindered_on: (d) => `The device sounded${ring(d)}, but that morning it was noted: ${hindrance(d)}. Not counted.`,
  displayed_but_muted: (d) => `The call was shown but did not sound${ring(d)}.`,
  displayed_on: (d) => `The call was shown${ring(d)}; sound is not proven.`,
  sent_only: (d) => `The call was sent${ring(d)}; there is no proof that it was shown.`,
  accepted_only: (d) => `The notification service took the call${ring(d)}; the device gave no sign, it may have been off or offline.`,
  no_device_connected: (d) => `No device was connected${ring(d)}.`,
  started_day_at: (d) => `WFH was started at ${time(num(d, 'at'))}.`,
  day_not_started_by: (d) => `WFH had not been started by the deadline, ${time(num(d, 'deadline'))}.`,
  supervisor_ignored_prompt: (d) => `The supervisor did not call within the ${secondsOf(d)} given.`,
  supervisor_put_off: (d) => `The supervisor put it off ${num(d, 'times')} times.`,
  ring_voided_by_server: (d) => `${num(d, 'rings')} rings were voided by trouble of the server. This is our fault.`,
  prompt_voided_by_server: (d) => `${num(d, 'prompts')} prompts were voided by trouble of the server. This is our fault.`,
  mass_outage: (d) =>
    `Ring${num(d, 'ring') > 0 ? ` ${num(d, 'ring')}` : ''} fell into a mass outage of ${outage.what[str(d, 'kind')] ?? outage.unknown}. Not the person’s fault.`,
  never_rang: () => 'It never rang.',
  ruled_by: () => 'An authorised official changed this outcome, with a reason.',
};

const facts: typeof id.facts = {
  asked_by_hand: (d) => `A manual call was asked for, reason: “${str(d, 'words')}”`,
  prompted: () => 'An official was asked to call',
  passed_on: (d) => `Went to who stands in: ${why[str(d, 'why')] ?? 'the official could not be asked'}`,
  deferred: (d) => `Put off: ${why[str(d, 'why')] ?? 'with a reason'}`,
  handed_over: () => 'Handed over to a deputy',
  prompt_ignored: () => 'The time to call passed without a call',
  prompt_voided: () => 'The prompt was voided by trouble of the server',
  rang: (d) => `Call number ${num(d, 'number')} began`,
  hindered: (d) => `The morning’s device check: ${hindrance(d)}`,
  received: (d) => `Evidence of a device: ${receipt[str(d, 'receipt')] ?? 'received'}`,
  answered: () => 'Answered',
  declined: () => 'Declined with a reason',
  ring_ended: () => 'The ring ended without an answer',
  called_back: () => 'The person called back',
  ring_voided: () => 'The ring was voided by trouble of the server',
  ring_in_outage: (d) => `The ring is void: mass outage of ${outage.what[str(d, 'kind')] ?? outage.unknown}`,
  declared: (d) => `Declared to be ${place(d)}`,
  by_text: () => 'Answers by text',
  wrote: (d) => `Written answer: “${str(d, 'words')}”`,
  media_flowed: (d) => `The server received ${media[str(d, 'what')] ?? 'media'} from ${side(d)}`,
  side_lost: (d) => `Connection of ${side(d)} lost`,
  side_back: (d) => `Connection of ${side(d)} is up`,
  hung_up: (d) => `Ended by ${side(d)}`,
  dropped: (d) => `Ended because ${side(d)} did not come back`,
  server_restarted: () => 'The server failed during the call and came back',
  server_failed: () => 'The call did not recover after the server failed',
  call_too_long: () => 'Ended by the server: the longest time of a call was reached',
  verdict_given: (d) => `Result recorded: ${verdict[str(d, 'verdict')] ?? ''}`,
  verdict_changed: (d) => `Result corrected: ${verdict[str(d, 'verdict')] ?? ''}`,
  verdict_missing: () => 'No result was recorded in time',
  voided: (d) => `Voided: ${why[str(d, 'why')] ?? 'no longer valid'}`,
};

const en: typeof id = {
  reasons,
  facts,
  otherReason: 'Another reason is on record at the server.',
  otherFact: 'Another event is on record',
};
export default en;
