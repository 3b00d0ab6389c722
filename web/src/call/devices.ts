/**
 * Camera and microphone. The only file that calls `getUserMedia` and `enumerateDevices`. A call must never fail because
 * one of them does: each is opened by itself when both together cannot be, and what is wrong comes back as one word
 * that the page explains. Knows nothing of calls.
 */
export type Trouble =
  /** The person or the browser said no. */
  | 'denied'
  /** There is none. */
  | 'missing'
  /** Another program has it, or it is defect. */
  | 'busy'
  /** It cannot do what was asked. */
  | 'unsuitable'
  | 'aborted'
  /** The browser offers none here (old, or the page is not https). */
  | 'unsupported';

export interface Opened {
  camera: MediaStreamTrack | null;
  cameraTrouble: Trouble | null;
  microphone: MediaStreamTrack | null;
  microphoneTrouble: Trouble | null;
}

/** A small picture: a face and a room are enough, and cheap phones encode it without getting hot. */
const VIDEO: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 360 },
  frameRate: { ideal: 15, max: 24 },
};
const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** Names of DOMException from the Media Capture specification; older browsers' names beside them. */
const TROUBLES: Readonly<Record<string, Trouble>> = {
  NotAllowedError: 'denied',
  PermissionDeniedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  DevicesNotFoundError: 'missing',
  NotReadableError: 'busy',
  TrackStartError: 'busy',
  OverconstrainedError: 'unsuitable',
  AbortError: 'aborted',
  TypeError: 'unsupported',
};

export function troubleOf(error: unknown): Trouble {
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
  return TROUBLES[name] ?? 'aborted';
}

/** One question to the person for both; if that fails, each by itself. Never rejects. */
export async function openDevices(want: { camera: boolean; microphone: boolean }): Promise<Opened> {
  if (want.camera && want.microphone) {
    try {
      const stream = await media().getUserMedia({ video: facing(), audio: AUDIO });
      return {
        camera: stream.getVideoTracks()[0] ?? null,
        cameraTrouble: null,
        microphone: stream.getAudioTracks()[0] ?? null,
        microphoneTrouble: null,
      };
    } catch {
      // The error does not say which of the two it is about.
    }
  }
  const microphone = want.microphone ? await one(openMicrophone) : null;
  const camera = want.camera ? await one(openCamera) : null;
  return {
    camera: camera?.track ?? null,
    cameraTrouble: camera?.trouble ?? null,
    microphone: microphone?.track ?? null,
    microphoneTrouble: microphone?.trouble ?? null,
  };
}

/** Rejects as the browser does; see `troubleOf`. */
export async function openCamera(id?: string): Promise<MediaStreamTrack> {
  const video = id === undefined ? facing() : { ...VIDEO, deviceId: { exact: id } };
  return first((await media().getUserMedia({ video })).getVideoTracks());
}

export async function openMicrophone(id?: string): Promise<MediaStreamTrack> {
  const audio = id === undefined ? AUDIO : { ...AUDIO, deviceId: { exact: id } };
  return first((await media().getUserMedia({ audio })).getAudioTracks());
}

export interface Device {
  id: string;
  /** The browser's name for it; empty before anything was allowed. */
  label: string;
}

export interface Choices {
  cameras: readonly Device[];
  microphones: readonly Device[];
  /** Empty where the browser always plays on the system's own. */
  speakers: readonly Device[];
}

export const NO_CHOICES: Choices = { cameras: [], microphones: [], speakers: [] };

export const offersChoice = ({ cameras, microphones, speakers }: Choices): boolean =>
  [cameras, microphones, speakers].some((list) => list.length > 1);

/** What there is, in the browser's order; nothing when it does not tell. */
export async function choices(): Promise<Choices> {
  try {
    const all = await media().enumerateDevices();
    const of = (kind: MediaDeviceKind): Device[] =>
      all.filter((device) => device.kind === kind && device.deviceId !== '').map(({ deviceId, label }) => ({ id: deviceId, label }));
    const speakers = 'setSinkId' in HTMLMediaElement.prototype ? of('audiooutput') : [];
    return { cameras: of('videoinput'), microphones: of('audioinput'), speakers };
  } catch {
    return NO_CHOICES;
  }
}

/** The camera after this one, going round; `null` where there is no other. */
export function cameraAfter(current: MediaStreamTrack | null, ids: readonly string[]): string | null {
  if (ids.length < 2) return null;
  const at = ids.indexOf(current?.getSettings().deviceId ?? '');
  return ids[(at + 1) % ids.length] ?? null;
}

export function onDevicesChanged(handler: () => void): () => void {
  const devices = (navigator as Partial<Navigator>).mediaDevices;
  devices?.addEventListener('devicechange', handler);
  return () => devices?.removeEventListener('devicechange', handler);
}

/** Blurring by the browser or the system itself, where there is one; the picture never leaves the device unblurred then. */
interface Blurring {
  backgroundBlur?: boolean[];
}

export function canBlur(camera: MediaStreamTrack | null): boolean {
  const able = (camera?.getCapabilities?.() ?? {}) as Blurring;
  return able.backgroundBlur?.includes(true) === true && able.backgroundBlur.includes(false);
}

/** False when the browser refused after all. */
export async function setBlur(camera: MediaStreamTrack, on: boolean): Promise<boolean> {
  try {
    await camera.applyConstraints({ ...VIDEO, backgroundBlur: on } as MediaTrackConstraints);
    return true;
  } catch {
    return false;
  }
}

const facing = (): MediaTrackConstraints => ({ ...VIDEO, facingMode: 'user' });

function media(): MediaDevices {
  const devices = (navigator as Partial<Navigator>).mediaDevices;
  if (!devices) throw new TypeError('no media devices here');
  return devices;
}

async function one(open: () => Promise<MediaStreamTrack>): Promise<{ track: MediaStreamTrack | null; trouble: Trouble | null }> {
  try {
    return { track: await open(), trouble: null };
  } catch (error) {
    return { track: null, trouble: troubleOf(error) };
  }
}

function first(tracks: MediaStreamTrack[]): MediaStreamTrack {
  const track = tracks[0];
  if (!track) throw new DOMException('', 'NotFoundError');
  return track;
}
