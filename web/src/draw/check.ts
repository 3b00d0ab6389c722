/** One file in a verifier of its own: progress while it lasts, one verdict, and an end to it on demand. Knows no page. */
import type { Answer } from './worker';
import type { Verdict } from './verify';

/** A pool of 200 000 people takes some 150 MB; longer is no file of a draw. The same bound as the command's. */
export const BYTES_MAX = 1 << 28;

/** What a `Worker` is to this file. */
export interface Beside {
  onmessage: ((event: MessageEvent<Answer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(file: File): void;
  terminate(): void;
}

/** Why there is no verdict: the file could not be read or checked on this device, or the verifier never arrived (no network). */
export type Without = 'unreadable' | 'not_loaded';

/** Rejects with the signal's reason. */
export function checkFile(file: File, start: () => Beside, progress: (share: number) => void, signal: AbortSignal): Promise<Verdict | Without> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const beside = start();
    let arrived = false;
    const end = (): void => beside.terminate();
    signal.addEventListener(
      'abort',
      () => {
        end();
        reject(signal.reason as Error);
      },
      { once: true },
    );
    beside.onmessage = ({ data }) => {
      arrived = true;
      if ('share' in data) {
        progress(data.share);
        return;
      }
      end();
      resolve('verdict' in data ? data.verdict : 'unreadable');
    };
    beside.onerror = () => {
      end();
      resolve(arrived ? 'unreadable' : 'not_loaded');
    };
    beside.postMessage(file);
  });
}
