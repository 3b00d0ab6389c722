import { afterEach, describe, expect, it, vi } from 'vitest';
import { cameraAfter, openDevices, troubleOf } from './devices';

const fail = (name: string) => Object.assign(new Error(name), { name });
const track = (kind: 'video' | 'audio', deviceId = '') => ({ kind, getSettings: () => ({ deviceId }) }) as unknown as MediaStreamTrack;
const streamOf = (tracks: MediaStreamTrack[]) => ({
  getVideoTracks: () => tracks.filter((entry) => entry.kind === 'video'),
  getAudioTracks: () => tracks.filter((entry) => entry.kind === 'audio'),
});

/** A browser in which the named devices fail so; a request for several fails with the first of them. */
function browserWhere(broken: { video?: string; audio?: string }): void {
  vi.stubGlobal('navigator', {
    mediaDevices: {
      getUserMedia: (want: MediaStreamConstraints) => {
        const name = (want.video && broken.video) || (want.audio && broken.audio);
        if (name) return Promise.reject(fail(name));
        return Promise.resolve(streamOf([...(want.video ? [track('video')] : []), ...(want.audio ? [track('audio')] : [])]));
      },
    },
  });
}

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'missing'],
  ['NotReadableError', 'busy'],
  ['OverconstrainedError', 'unsuitable'],
  ['AbortError', 'aborted'],
  ['TypeError', 'unsupported'],
  ['SomethingNew', 'aborted'],
])('%s is %s', (name, trouble) => {
  expect(troubleOf(fail(name))).toBe(trouble);
});

describe('a broken device does not take the other with it', () => {
  it.each([
    [{}, true, null, true, null],
    [{ video: 'NotFoundError' }, false, 'missing', true, null],
    [{ audio: 'NotReadableError' }, true, null, false, 'busy'],
    [{ video: 'NotAllowedError', audio: 'NotAllowedError' }, false, 'denied', false, 'denied'],
  ] as const)('%j', async (broken, camera, cameraTrouble, microphone, microphoneTrouble) => {
    browserWhere(broken);
    const opened = await openDevices({ camera: true, microphone: true });
    expect(opened.camera !== null).toBe(camera);
    expect(opened.cameraTrouble).toBe(cameraTrouble);
    expect(opened.microphone !== null).toBe(microphone);
    expect(opened.microphoneTrouble).toBe(microphoneTrouble);
  });
});

it('a device that is not wanted is not asked for', async () => {
  browserWhere({ video: 'NotAllowedError' });
  expect(await openDevices({ camera: false, microphone: true })).toMatchObject({ camera: null, cameraTrouble: null, microphoneTrouble: null });
});

it('a browser without media devices says so', async () => {
  vi.stubGlobal('navigator', {});
  expect(await openDevices({ camera: true, microphone: true })).toMatchObject({ cameraTrouble: 'unsupported', microphoneTrouble: 'unsupported' });
});

it.each([
  ['front', ['front', 'back'], 'back'],
  ['back', ['front', 'back'], 'front'],
  ['gone', ['front', 'back'], 'front'],
  ['front', ['front'], null],
  ['front', [], null],
])('after %s of %j comes %s', (current, ids, next) => {
  expect(cameraAfter(track('video', current), ids)).toBe(next);
});
