/**
 * A notification of the system while the page is hidden. It says only that there is an official call: a lock screen is
 * read by others. The service worker shows it, because phones refuse it from the page itself, and a touch leads back.
 */
/** The same as that of a push for this check, so that there is never more than one. */
const tagOf = (check: string): string => `sidak-${check}`;

export async function showNotice(words: string, check: string, attempt: string): Promise<void> {
  if (document.visibilityState === 'visible' || !('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const worker = await registration();
  const tag = tagOf(check);
  // A push may have been faster, and its notification has buttons that this one has not.
  const shown = (await worker?.getNotifications({ tag })) ?? [];
  if (shown.some((one) => (one.data as { attempt?: string } | null)?.attempt === attempt)) return;
  const data = { kind: 'ring', check, attempt };
  await worker?.showNotification(words, { tag, data, icon: '/kawung.svg', requireInteraction: true });
}

export async function clearNotice(check: string): Promise<void> {
  const shown = await (await registration())?.getNotifications({ tag: tagOf(check) });
  shown?.forEach((notification) => notification.close());
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator)) return undefined;
  return navigator.serviceWorker.getRegistration('/').catch(() => undefined);
}
