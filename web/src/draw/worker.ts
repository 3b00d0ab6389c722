/**
 * The verifier beside the page: a whole day of a province takes seconds, and the page stays usable meanwhile. Gets one file,
 * answers with progress and one verdict; to cancel it is to end it. Knows no page.
 */
import { verifyFile, type Verdict } from './verify';

export type Answer = { share: number } | { verdict: Verdict } | { failed: true };

const page = globalThis as unknown as {
  onmessage: ((event: MessageEvent<File>) => void) | null;
  postMessage(answer: Answer): void;
};

page.onmessage = ({ data: file }) => {
  void (async () => {
    try {
      const verdict = await verifyFile(await file.text(), (share) => page.postMessage({ share }));
      page.postMessage({ verdict });
    } catch {
      // The file went away, or the memory of this device is too small for it.
      page.postMessage({ failed: true });
    }
  })();
};
