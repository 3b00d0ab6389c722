/** Everything a ring does besides the screen: tone, vibration, a notice while the page is hidden, and a title that changes, well below 3 Hz (WCAG 2.3.1). */
import { clearNotice, showNotice } from './notice';
import { play, stop } from './sound';

const VIBRATION_MS = [400, 200, 400];
const VIBRATE_EVERY_MS = 2400;
const TITLE_EVERY_MS = 1000;

let titleTimer: ReturnType<typeof setInterval> | undefined;
let vibrationTimer: ReturnType<typeof setInterval> | undefined;
let ringTitle = '';
let pageTitle = '';
let ringing = '';

/** Starts all of it; `notice` is what a lock screen may say, and `sounding` hears whether the tone really plays. */
export function startAlarm(title: string, notice: string, { check, attempt }: { check: string; attempt: string }, sounding: (playing: boolean) => void): void {
  stopAlarm();
  ringTitle = title;
  ringing = check;
  swapTitle();
  titleTimer = setInterval(swapTitle, TITLE_EVERY_MS);
  vibrate();
  vibrationTimer = setInterval(vibrate, VIBRATE_EVERY_MS);
  void showNotice(notice, check, attempt);
  void play().then(sounding);
}

/** The person wants quiet: the title goes on. */
export function hushAlarm(): void {
  stop();
  clearInterval(vibrationTimer);
  if ('vibrate' in navigator) navigator.vibrate(0);
}

export function stopAlarm(): void {
  hushAlarm();
  clearInterval(titleTimer);
  if (ringing !== '') void clearNotice(ringing);
  ringing = '';
  if (document.title === ringTitle) document.title = pageTitle;
}

/** The page may change its own title meanwhile (it may still be loading), so the title is read anew each time. */
function swapTitle(): void {
  if (document.title === ringTitle) {
    document.title = pageTitle;
  } else {
    pageTitle = document.title;
    document.title = ringTitle;
  }
}

function vibrate(): void {
  if ('vibrate' in navigator) navigator.vibrate(VIBRATION_MS);
}
