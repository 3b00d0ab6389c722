/** How each of the twelve outcomes looks: icon and line style. The words are in the common catalogue. */
import Ban from '@lucide/svelte/icons/ban';
import Check from '@lucide/svelte/icons/check';
import CircleSlash from '@lucide/svelte/icons/circle-slash';
import Clock from '@lucide/svelte/icons/clock';
import CloudOff from '@lucide/svelte/icons/cloud-off';
import FileCheck from '@lucide/svelte/icons/file-check';
import MapPin from '@lucide/svelte/icons/map-pin';
import MessageSquare from '@lucide/svelte/icons/message-square';
import MessageSquareText from '@lucide/svelte/icons/message-square-text';
import PhoneMissed from '@lucide/svelte/icons/phone-missed';
import PhoneOutgoing from '@lucide/svelte/icons/phone-outgoing';
import UserX from '@lucide/svelte/icons/user-x';
import type common from '../text/id/common';

export type Outcome = keyof typeof common.outcome;
/** `void` is dashed: what cannot count looks unfinished. */
export type Tone = 'ok' | 'info' | 'attn' | 'void';

export const OUTCOMES: Readonly<Record<Outcome, { tone: Tone; icon: typeof Ban }>> = {
  answered_as_declared: { tone: 'ok', icon: Check },
  answered_elsewhere: { tone: 'info', icon: MapPin },
  answered_media_failed: { tone: 'info', icon: MessageSquare },
  called_back: { tone: 'ok', icon: PhoneOutgoing },
  declined_with_reason: { tone: 'info', icon: MessageSquareText },
  reached_not_answered: { tone: 'attn', icon: PhoneMissed },
  not_reached: { tone: 'void', icon: CircleSlash },
  not_ready: { tone: 'attn', icon: Clock },
  system_fault: { tone: 'void', icon: CloudOff },
  supervisor_fault: { tone: 'void', icon: UserX },
  excused: { tone: 'void', icon: FileCheck },
  voided: { tone: 'void', icon: Ban },
};
