/** Which steps mend what a test found, in the browser in use. The words are in text/…/remedy; nothing here touches the browser. */
import { isPhone, type Platform } from '../lib/agent';
import type { TestItem } from '../lib/shape';
import type id from '../text/id/remedy';
import type { Fault } from './tests';

type Words = typeof id;

/** The button "check again" stands below them. */
export function remedyOf(item: TestItem, fault: Fault, platform: Platform, words: Words): readonly string[] {
  const device = isPhone(platform) ? 'phone' : 'desktop';
  switch (fault) {
    case 'denied':
    case 'unanswered':
      if (item === 'notification') return fault === 'unanswered' ? words.ask : words.notification[platform];
      if (item === 'camera' || item === 'microphone') {
        return fault === 'unanswered' ? words.ask : words.permission[platform](words.name[item]);
      }
      return words.relay[device];
    case 'missing':
      return item === 'microphone' ? words.noMicrophone[device] : words.noCamera[device];
    case 'busy':
    case 'aborted':
    case 'unsuitable':
      return words.busy[device];
    case 'unsupported':
      return item === 'notification' ? words.noPush[platform] : words.support[platform];
    case 'unreached':
      return words.unreached[device];
    case 'silent':
      return words.silent[platform];
    case 'blocked':
      return words.blocked[platform];
    case 'unheard':
    case 'unconfirmed':
      return words.unheard[platform];
    case 'unconnected':
    case 'mute':
      return words.relay[device];
    case 'crowded':
      return words.crowded;
    case 'offline':
    case 'slow':
      return words.network[device];
  }
}
