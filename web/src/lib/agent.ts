/** "Chrome, Android": which browser on what, coarse enough to name a device on the record and not to track a person. */
const BROWSERS: readonly [RegExp, string][] = [
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Edg(?:A|iOS)?\//, 'Edge'],
  [/OPR\/|OPT\//, 'Opera'],
  [/(?:Firefox|FxiOS)\//, 'Firefox'],
  [/(?:Chrome|CriOS)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

export function agentName(userAgent: string): string {
  const name = (list: readonly [RegExp, string][]): string | undefined => list.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [name(BROWSERS) ?? 'Browser', name(SYSTEMS)].filter((part) => part !== undefined).join(', ');
}

/**
 * Browsers that want other steps of a person. `android` is Chrome and all that look like it, `inapp` a page inside another
 * app, `iosApp` Sidak on an iPhone's home screen, `iosOther` an iPhone's browser that is not Safari, `desktop` Chrome and its kin.
 */
export type Platform = 'android' | 'samsung' | 'foxdroid' | 'inapp' | 'ios' | 'iosApp' | 'iosOther' | 'safari' | 'firefox' | 'edge' | 'desktop';

/** `touches`: an iPad calls itself a Mac, but no Mac has a touch screen. */
export function platformOf(userAgent: string, touches: number, installed: boolean): Platform {
  const name = agentName(userAgent);
  if (name.endsWith('iOS') || (name === 'Safari, macOS' && touches > 1)) {
    if (installed) return 'iosApp';
    return name.startsWith('Safari') ? 'ios' : 'iosOther';
  }
  if (name.endsWith('Android')) {
    if (/; wv\)/.test(userAgent)) return 'inapp';
    if (name.startsWith('Samsung')) return 'samsung';
    return name.startsWith('Firefox') ? 'foxdroid' : 'android';
  }
  if (name.startsWith('Safari')) return 'safari';
  if (name.startsWith('Firefox')) return 'firefox';
  return name.startsWith('Edge') ? 'edge' : 'desktop';
}

export const isPhone = (platform: Platform): boolean => !['safari', 'firefox', 'edge', 'desktop'].includes(platform);
