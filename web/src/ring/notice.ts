/**
 * A notification of the system while the page is hidden. It says only that there is an official call: a lock screen is
 * read by others. The service worker shows it, because phones refuse it from the page itself, and a touch leads back.
 */
const TAG = 'sidak-ring';

export async function showNotice(words: string): Promise<void> {
  if (document.visibilityState === 'visible' || !('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const worker = await registration();
  await worker?.showNotification(words, { tag: TAG, icon: '/kawung.svg', requireInteraction: true });
}

export async function clearNotice(): Promise<void> {
  const shown = await (await registration())?.getNotifications({ tag: TAG });
  shown?.forEach((notification) => notification.close());
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator)) return undefined;
  return navigator.serviceWorker.getRegistration('/').catch(() => undefined);
}
