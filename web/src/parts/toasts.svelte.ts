/** Short notices at the foot of the page. Anything that must be read to the end is a Banner, not a toast. */
export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 6000;
/** More at once would cover the page; the oldest goes first. */
const MOST = 3;
let nextId = 1;

export const toasts = $state<Toast[]>([]);

export function toast(text: string, action?: Toast['action']): void {
  const id = nextId++;
  toasts.push(action ? { id, text, action } : { id, text });
  if (toasts.length > MOST) toasts.shift();
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  const index = toasts.findIndex((entry) => entry.id === id);
  if (index >= 0) toasts.splice(index, 1);
}
