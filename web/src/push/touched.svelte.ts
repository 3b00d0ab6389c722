/** The touch on a notification that brought the person here, until it has been acted on. Glue; `touch.ts` decides. */
import { touchOf, type Touch } from './touch';

export const touched = $state<{ value: Touch | null }>({ value: null });

/** At the start, and whenever the service worker leads an open page somewhere; `go` moves between pages. */
export function watchTouches(go: (path: string) => void): () => void {
  touched.value = touchOf(location.hash);
  if (touched.value) history.replaceState(history.state, '', location.pathname + location.search);
  if (!('serviceWorker' in navigator)) return () => undefined;
  const listen = (event: MessageEvent): void => {
    const told = event.data as { kind?: string; path?: string };
    if (told.kind !== 'go' || typeof told.path !== 'string') return;
    const touch = touchOf(told.path);
    // A ring covers whatever page is open, so a page in use stays.
    if (touch) touched.value = touch;
    else go(told.path);
  };
  navigator.serviceWorker.addEventListener('message', listen);
  navigator.serviceWorker.startMessages();
  return () => navigator.serviceWorker.removeEventListener('message', listen);
}
