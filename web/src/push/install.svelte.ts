/** Whether Sidak stands on the home screen, and the browser's own offer to put it there. The one file that knows it. */

/** Chromium's; not in the standard's types. */
interface InstallEvent extends Event {
  prompt(): Promise<void>;
}

export type Platform = 'ios' | 'android' | 'safari' | 'firefox' | 'desktop';

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

/** By the name of the browser, such as "Chrome, Android". */
export function platformOf(agent: string): Platform {
  if (agent.endsWith('iOS')) return 'ios';
  if (agent.endsWith('Android')) return 'android';
  if (agent.startsWith('Safari')) return 'safari';
  return agent.startsWith('Firefox') ? 'firefox' : 'desktop';
}
