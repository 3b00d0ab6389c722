/** Whether Sidak stands on the home screen, and the browser's own offer to put it there. The one file that knows it. */

import { platformOf, type Platform } from '../lib/agent';

/** Chromium's; not in the standard's types. */
interface InstallEvent extends Event {
  prompt(): Promise<void>;
}

export const installable = $state<{ event: InstallEvent | null }>({ event: null });

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault(); // shown where it is explained, not over the page
  installable.event = event as InstallEvent;
});
addEventListener('appinstalled', () => (installable.event = null));

export const installed = (): boolean => matchMedia('(display-mode: standalone)').matches;

export async function install(): Promise<void> {
  await installable.event?.prompt();
  installable.event = null;
}

/** What this very browser wants of a person. */
export const platform = (): Platform => platformOf(navigator.userAgent, navigator.maxTouchPoints, installed());
