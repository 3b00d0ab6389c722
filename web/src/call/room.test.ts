import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Call, Phase, Side } from '../lib/shape';
import type { Socket } from '../lib/socket';
import type { Ask, Say } from '../lib/wire';
import type { Opened } from './devices';
import type { LegOptions } from './peer';
import { Room } from './room.svelte';
import { CUT_AFTER } from './watchdog';

interface FakeTrack {
  kind: string;
  enabled: boolean;
  stopped: boolean;
  stop(): void;
}

const opened: FakeTrack[] = [];
const legs: { options: LegOptions; closed: boolean; camera: unknown }[] = [];
let asked: { camera: boolean; microphone: boolean }[] = [];
let holdDevices: Promise<void> = Promise.resolve();
let fromRelay = 0;

function track(kind: string): FakeTrack {
  const made: FakeTrack = { kind, enabled: true, stopped: false, stop: () => void (made.stopped = true) };
  opened.push(made);
  return made;
}

vi.mock('./devices', () => ({
  openDevices: async (want: { camera: boolean; microphone: boolean }): Promise<Opened> => {
    asked.push(want);
    await holdDevices;
    const found = { camera: want.camera ? track('video') : null, microphone: want.microphone ? track('audio') : null };
    return { ...found, cameraTrouble: null, microphoneTrouble: null } as unknown as Opened;
  },
  openCamera: async () => track('video'),
  openMicrophone: async () => track('audio'),
  choices: async () => ({ cameras: [], microphones: [], speakers: [] }),
  NO_CHOICES: { cameras: [], microphones: [], speakers: [] },
  cameraAfter: () => null,
  canBlur: () => false,
  setBlur: async () => true,
  onDevicesChanged: () => () => undefined,
  troubleOf: () => 'aborted',
}));

vi.mock('./peer', () => ({
  Leg: class {
    entry: (typeof legs)[number];
    constructor(options: LegOptions) {
      this.entry = { options, closed: false, camera: options.camera };
      legs.push(this.entry);
    }
    async setCamera(camera: unknown): Promise<void> {
      this.entry.camera = camera;
    }
    async setMicrophone(): Promise<void> {}
    async limit(): Promise<void> {}
    async look(): Promise<object> {
      return { frames: 0, audio: 0, bytes: fromRelay };
    }
    restart(): void {}
    close(): void {
      this.entry.closed = true;
    }
  },
}));

function line(): { socket: Socket; asks: Ask[]; says: Say[]; hear: (kind: string, message: unknown) => void } {
  const handlers = new Map<string, (message: never) => void>();
  const asks: Ask[] = [];
  const says: Say[] = [];
  const socket = {
    on: (kind: string, handler: (message: never) => void) => {
      handlers.set(kind, handler);
      return () => handlers.delete(kind);
    },
    say: (message: Say) => says.push(message) > 0,
    hurry: () => undefined,
    ask: async (message: Ask) => {
      asks.push(message);
      return { t: 'ok', re: 1 };
    },
  } as unknown as Socket;
  return { socket, asks, says, hear: (kind, message) => handlers.get(kind)?.(message as never) };
}

const call = (role: Side, phase: Phase, here = true): Call => ({ check: 'c', attempt: 'a1', role, phase, here, open_elsewhere: false, needs: { voice_only: false, by_text: false, extra_seconds: 0 }, by_text: false, written: [], lost: null }) as unknown as Call;
/** Lets promises that are already settled run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const open = (): FakeTrack[] => opened.filter((entry) => !entry.stopped);

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  opened.length = 0;
  legs.length = 0;
  asked = [];
  holdDevices = Promise.resolve();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('the supervisor opens devices and a leg once the phone is answered, not before', async () => {
  const room = new Room('c', line().socket, true);
  room.update(call('supervisor', 'ringing'), true);
  await settled();
  expect([open().length, legs.length]).toEqual([0, 0]);
  room.update(call('supervisor', 'preparing'), true);
  await settled();
  expect([open().length, legs.length]).toEqual([2, 1]);
});

it('the employee sends nothing before entering', async () => {
  const { socket, asks } = line();
  const room = new Room('c', socket, true);
  room.update(call('employee', 'preparing'), true);
  await room.openAll();
  expect(legs).toHaveLength(0);
  await room.join({ kind: 'home', words: '' });
  expect(asks).toEqual([{ t: 'declare', check: 'c', place: { kind: 'home', words: '' } }]);
  expect(legs).toHaveLength(1);
  expect(legs[0]?.options.camera).toBe(room.camera);
});

it('leaving closes the leg and every device', async () => {
  const room = new Room('c', line().socket, true);
  room.update(call('supervisor', 'live'), true);
  await settled();
  room.leave();
  expect(open()).toEqual([]);
  expect(legs.every((leg) => leg.closed)).toBe(true);
});

it('devices that open only after leaving are closed at once', async () => {
  let release = (): void => undefined;
  holdDevices = new Promise((resolve) => (release = resolve));
  const room = new Room('c', line().socket, true);
  room.update(call('supervisor', 'live'), true);
  room.leave();
  release();
  await settled();
  expect(opened).toHaveLength(2);
  expect(open()).toEqual([]);
});

it.each(['closing', 'gone'] as const)('the end of the call (%s) closes every device', async (end) => {
  const room = new Room('c', line().socket, true);
  room.update(call('supervisor', 'live'), true);
  await settled();
  room.update(end === 'gone' ? null : call('supervisor', 'closing'), true);
  expect(open()).toEqual([]);
  expect(legs.every((leg) => leg.closed)).toBe(true);
});

it('a line that is down closes nothing; back again, there is a new leg with the same devices', async () => {
  const room = new Room('c', line().socket, true);
  room.update(call('supervisor', 'live'), true);
  await settled();
  room.update(null, false);
  expect(legs.map((leg) => leg.closed)).toEqual([false]);
  expect(open()).toHaveLength(2);
  room.update(call('supervisor', 'live'), true);
  await settled();
  expect(legs.map((leg) => leg.closed)).toEqual([true, false]);
  expect(opened).toHaveLength(2);
});

it('a camera switched off is stopped, and stays off after a reload', async () => {
  const first = new Room('c', line().socket, true);
  first.update(call('employee', 'preparing'), true);
  await first.openAll();
  await first.join({ kind: 'home', words: '' });
  await first.toggleCamera();
  expect(open().map((entry) => entry.kind)).toEqual(['audio']);
  expect(legs[0]?.camera).toBeNull();

  const reloaded = new Room('c', line().socket, true);
  reloaded.update(call('employee', 'live'), true);
  await settled();
  expect(reloaded.joined).toBe(true);
  expect(asked.at(-1)).toEqual({ camera: false, microphone: true });
});

it('what was chosen for one attempt does not enter the next by itself', async () => {
  const room = new Room('c', line().socket, true);
  room.update(call('employee', 'preparing'), true);
  await room.join({ kind: 'home', words: '' });
  room.update({ ...call('employee', 'preparing'), attempt: 'a2' }, true);
  expect(room.joined).toBe(false);
});

it('tells the other end what is on, and again when asked', async () => {
  const { socket, says, hear } = line();
  const room = new Room('c', socket, true);
  room.update(call('supervisor', 'live'), true);
  await settled();
  legs[0]?.options.onState('up');
  expect(says.at(-1)).toEqual({ t: 'peer', check: 'c', body: { kind: 'devices', camera: true, microphone: true, weak: false, ask: true } });
  await room.toggleMicrophone();
  hear('peer', { check: 'c', body: { kind: 'devices', camera: false, microphone: true, weak: false, ask: true } });
  expect(says.at(-1)).toEqual({ t: 'peer', check: 'c', body: { kind: 'devices', camera: true, microphone: false, weak: false, ask: false } });
  expect(room.theirs).toEqual({ camera: false, microphone: true, weak: false });
});

it('words go out only while both ends are there', async () => {
  const { socket, says } = line();
  const room = new Room('c', socket, true);
  room.update(call('supervisor', 'live'), true);
  expect(room.type('Halo')).toBe(false);
  legs[0]?.options.onState('up');
  expect(room.type(' Halo ')).toBe(true);
  expect(says.at(-1)).toEqual({ t: 'peer', check: 'c', body: { kind: 'text', text: 'Halo' } });
  room.update({ ...call('supervisor', 'live'), lost: 'employee' }, true);
  expect(room.type('Masih di sana?')).toBe(false);
  expect(room.lines.map((entry) => entry.text)).toEqual(['Halo']);
});

it('words for another check are not shown here', () => {
  const { socket, hear } = line();
  const room = new Room('c', socket, true);
  hear('peer', { check: 'other', body: { kind: 'text', text: 'Halo' } });
  hear('peer', { check: 'c', body: { kind: 'text', text: 'Selamat pagi' } });
  expect(room.lines.map((entry) => entry.text)).toEqual(['Selamat pagi']);
});

it('leaves the call to another tab and takes it back on a touch only', async () => {
  const { socket, asks } = line();
  const room = new Room('c', socket, true);
  room.update(call('supervisor', 'live'), true);
  await settled();
  expect([room.turn, legs.length, open().length]).toEqual(['mine', 1, 2]);

  const taken = { ...call('supervisor', 'live'), open_elsewhere: true };
  room.update(taken, true);
  await settled();
  expect([room.turn, legs[0]?.closed, open().length, room.camera]).toEqual(['away', true, 0, null]);
  // Neither a new line nor the other tab's end moves it back here.
  room.update(taken, false);
  room.update(taken, true);
  room.update(call('supervisor', 'live'), true);
  await settled();
  expect([room.turn, legs.length, open().length]).toEqual(['away', 1, 0]);

  room.takeHere();
  await settled();
  expect([room.turn, legs.length, open().length]).toEqual(['taking', 2, 2]);
  await legs[1]?.options.exchange('v=0');
  expect(asks.at(-1)).toMatchObject({ t: 'offer', take: true });
  room.update(call('supervisor', 'live'), true);
  await legs[1]?.options.exchange('v=0');
  expect(asks.at(-1)).toMatchObject({ t: 'offer', take: false });
  room.leave();
});

const quality = (loss_permille: number) => ({ check: 'c', mine: { loss_permille, rtt_ms: 50, kbps: 300, path: 'udp' as const }, peer: null });

it('a device that goes, or is taken by another program, says so; only another microphone stands in by itself', async () => {
  const room = new Room('c', line().socket, true);
  room.update(call('supervisor', 'live'), true);
  await settled();
  const [camera, microphone] = [room.camera, room.microphone] as unknown as Record<'onended' | 'onmute' | 'onunmute', () => void>[];
  camera?.onmute();
  expect(room.cameraTrouble).toBe('busy');
  camera?.onunmute();
  expect(room.cameraTrouble).toBeNull();
  const before = opened.length;
  camera?.onended();
  await settled();
  expect([room.camera, room.cameraTrouble, opened.length]).toEqual([null, 'missing', before]);
  microphone?.onended();
  await settled();
  expect([room.microphone !== null, room.microphoneTrouble, opened.length]).toEqual([true, null, before + 1]);
  room.leave();
});

it('on a line that stays bad the picture goes and sound stays, and the other end hears why', async () => {
  const { socket, says, hear } = line();
  const room = new Room('c', socket, true);
  room.update(call('supervisor', 'live'), true);
  await settled();
  legs[0]?.options.onState('up');
  expect(legs[0]?.camera).not.toBeNull();
  for (let n = 0; n < 6; n += 1) hear('quality', quality(300));
  await settled();
  expect([room.weak.level, legs[0]?.camera, room.camera !== null]).toEqual(['sound', null, true]);
  expect(says.at(-1)).toMatchObject({ body: { kind: 'devices', camera: false, microphone: true, weak: true } });
  for (let n = 0; n < room.weak.riseAfter; n += 1) hear('quality', quality(0));
  await settled();
  expect(legs[0]?.camera).toBe(room.camera);
  room.leave();
});

it('a silent relay is a cut of the own line: said after some seconds, instead of what is missing, and over with its first word', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  vi.stubGlobal('document', { visibilityState: 'visible' });
  const { socket, says, hear } = line();
  const room = new Room('c', socket, true);
  const second = async (): Promise<void> => {
    vi.advanceTimersByTime(1000);
    await settled();
  };
  room.update(call('supervisor', 'live'), true);
  await settled();
  legs[0]?.options.onState('up');
  hear('peer', { check: 'c', body: { kind: 'devices', camera: true, microphone: true, weak: false, ask: false } });
  for (let seconds = 1; seconds < CUT_AFTER; seconds += 1) await second();
  expect([room.connected, room.fault]).toEqual([true, null]);
  for (let seconds = 0; seconds < 20; seconds += 1) await second();
  expect([room.link, room.connected, room.fault]).toEqual(['up', false, null]);
  const before = says.length;
  fromRelay += 100;
  await second();
  expect(room.connected).toBe(true);
  expect(says.slice(before)).toMatchObject([{ t: 'peer', body: { kind: 'devices', ask: true } }]);
  room.leave();
});

it('answering by text shuts the devices, holds no leg, and is said again after every reconnect', async () => {
  const { socket, asks } = line();
  const room = new Room('c', socket, true);
  room.update(call('employee', 'preparing'), true);
  await room.joinByText({ kind: 'home', words: '' });
  const writing = { ...call('employee', 'live'), by_text: true };
  room.update(writing, true);
  await settled();
  expect([legs.length, open().length]).toEqual([0, 0]);
  const said = () => asks.filter(({ t }) => t === 'by_text').length;
  expect(said()).toBe(1);
  room.update(writing, false);
  room.update(writing, true);
  expect(said()).toBe(2);
  expect(room.type('Saya di rumah.')).toBe(true);
  room.leave();
});
