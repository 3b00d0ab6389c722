import { describe, expect, it } from 'vitest';
import { isPhone, type Platform } from '../lib/agent';
import en from '../text/en/remedy';
import id from '../text/id/remedy';
import { remedyOf } from './remedy';
import { ITEMS, type Fault } from './tests';

const PLATFORMS: Platform[] = ['android', 'samsung', 'foxdroid', 'inapp', 'ios', 'iosApp', 'iosOther', 'safari', 'firefox', 'edge', 'desktop'];
const FAULTS: Fault[] = [
  ...(['denied', 'missing', 'busy', 'unsuitable', 'aborted', 'unsupported', 'unanswered', 'blocked', 'unconfirmed', 'unheard'] as const),
  ...(['offline', 'slow', 'unconnected', 'mute', 'crowded', 'unreached', 'silent'] as const),
];
/** Names of other browsers or phones that have no business in these steps. */
const FOREIGN: Record<Platform, RegExp> = {
  android: /Safari|iPhone|Samsung|Firefox|Edge|Klik|klik|Click|Mac\b|Windows|komputer/,
  samsung: /Safari|iPhone|Firefox|Edge|Klik|klik|Click|Mac\b|Windows|komputer/,
  foxdroid: /Safari|iPhone|Samsung|Chrome|Edge|Klik|klik|Click|Mac\b|Windows|komputer/,
  inapp: /Safari|iPhone|Samsung|Firefox|Edge|Klik|Mac\b|Windows|komputer/,
  ios: /Samsung|Firefox|Chrome|Play Store|Klik|Windows|komputer|Android/,
  iosApp: /Samsung|Firefox|Chrome|Play Store|Klik|Windows|komputer|alamat web|web address/,
  iosOther: /Samsung|Play Store|Klik|Windows|komputer/,
  safari: /iPhone|Samsung|Firefox|Chrome|Ketuk |Windows|Play Store/,
  firefox: /Safari|iPhone|Samsung|Chrome|Ketuk |Windows|Play Store/,
  edge: /Safari|iPhone|Samsung|Chrome|Firefox|Ketuk |Play Store/,
  desktop: /Safari|iPhone|Samsung|Firefox|Edge|Ketuk |Play Store/,
};

it.each(PLATFORMS)('on %s every fault of every item has a few plain steps, none of them of another browser', (platform) => {
  for (const words of [id, en]) {
    for (const item of ITEMS) {
      for (const fault of FAULTS) {
        const steps = remedyOf(item, fault, platform, words);
        const where = `${platform} ${item} ${fault}: ${steps.join(' / ')}`;
        expect(steps.length, where).toBeLessThanOrEqual(4);
        expect(steps.length, where).toBeGreaterThan(0);
        expect(new Set(steps).size, where).toBe(steps.length);
        for (const step of steps) expect(step, where).not.toMatch(FOREIGN[platform]);
      }
    }
  }
});

describe('on an iPhone', () => {
  it('notifications need the home screen, and not once it stands there', () => {
    for (const platform of ['ios', 'iosOther'] as const) {
      expect(remedyOf('notification', 'unsupported', platform, id).join()).toContain('Tambah ke Layar Utama');
    }
    expect(remedyOf('notification', 'unsupported', 'iosApp', id).join()).not.toContain('Tambah ke Layar Utama');
    expect(remedyOf('notification', 'denied', 'iosApp', id)[0]).toContain('Pengaturan iPhone, Pemberitahuan');
  });
});

it('names the device that is meant', () => {
  for (const platform of PLATFORMS.filter((one) => one !== 'inapp')) {
    expect(remedyOf('camera', 'denied', platform, id).join()).toContain('Kamera');
    expect(remedyOf('microphone', 'denied', platform, id).join()).toContain('Mikrofon');
  }
  expect(remedyOf('microphone', 'missing', 'desktop', id)[0]).toContain('mikrofon');
});

it('a way that is shut leads to another network, and says that text remains', () => {
  for (const platform of PLATFORMS) {
    const steps = remedyOf('relay', 'unconnected', platform, id).join();
    expect(steps).toContain(isPhone(platform) ? 'data seluler' : 'hotspot');
    expect(steps).toContain('dilanjutkan dengan teks');
  }
});

it('a question that was not answered is asked again', () => {
  expect(remedyOf('camera', 'unanswered', 'android', en)).toEqual(['Choose Check again, then Allow when the browser asks']);
});
