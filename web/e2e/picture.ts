// Does a picture arrive, and does it move? Frames are counted by the page's own video element; where the browser does not
// count them for live streams (Firefox), the pixels must change instead.
import { expect, type Locator } from '@playwright/test';

/** Waits until the picture has a size and differs from itself a moment ago. */
export async function expectMoving(video: Locator, what: string): Promise<void> {
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.videoWidth), { message: `${what}: a picture`, timeout: 30_000 }).toBeGreaterThan(0);
  const before = await pixels(video);
  await expect.poll(async () => differing(before, await pixels(video)), { message: `${what}: it moves`, timeout: 15_000 }).toBeGreaterThan(20);
}

/** The picture at 32 x 24, one number a pixel. */
function pixels(video: Locator): Promise<number[]> {
  return video.evaluate((element: HTMLVideoElement) => {
    const canvas = document.createElement('canvas');
    canvas.width = 32;
    canvas.height = 24;
    const context = canvas.getContext('2d');
    if (!context) return [];
    context.drawImage(element, 0, 0, 32, 24);
    const { data } = context.getImageData(0, 0, 32, 24);
    return Array.from({ length: 32 * 24 }, (_, at) => (data[at * 4] ?? 0) + (data[at * 4 + 1] ?? 0) + (data[at * 4 + 2] ?? 0));
  });
}

const differing = (one: readonly number[], other: readonly number[]): number =>
  other.filter((value, at) => Math.abs(value - (one[at] ?? value)) > 40).length;
