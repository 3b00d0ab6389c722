/**
 * One call on this device: holds the devices, the media leg and the typed words, and does what `machine.ts` decides.
 * Glue between the socket and the browser's media files; pages read its state and call its methods.
 */
import { serverNow } from '../lib/clock';
import type { Call, Place } from '../lib/shape';
import type { Socket } from '../lib/socket';
import type { Quality } from '../lib/wire';
import { forgetChoice, rememberChoice, rememberedChoice, type Choice } from './choice';
import {
  cameraAfter,
  cameras,
  canBlur,
  onDevicesChanged,
  openCamera,
  openDevices,
  openMicrophone,
  setBlur,
  troubleOf,
  type Trouble,
} from './devices';
import { start, step, type Effect, type Event, type State } from './machine';
import { Leg } from './peer';
import { callBars, type Bars } from './quality';
import { readSaid, TEXT_MAX, withLine, type Line } from './said';
import { wantsMedia } from './view';

export class Room {
  readonly check: string;
  /** The newest snapshot of this call; stays after the call is gone from `now`. */
  call = $state.raw<Call | null>(null);
  /** Entered on this device. The supervisor has nothing to get ready for and counts as entered. */
  joined = $state(false);
  camera = $state.raw<MediaStreamTrack | null>(null);
  microphone = $state.raw<MediaStreamTrack | null>(null);
  cameraTrouble = $state<Trouble | null>(null);
  microphoneTrouble = $state<Trouble | null>(null);
  /** The person wants it on; the device itself may still be opening or missing. */
  wantCamera = $state(true);
  wantMicrophone = $state(true);
  opening = $state(false);
  blurred = $state(false);
  blurOffered = $state(false);
  otherCamera = $state(false);
  remote = $state.raw<MediaStream | null>(null);
  /** Media has flowed in this call: what comes now is a loss, not a beginning. */
  wasUp = $state(false);
  /** What the other end says of its devices; `null` until it has spoken. */
  theirs = $state<{ camera: boolean; microphone: boolean } | null>(null);
  lines = $state.raw<Line[]>([]);
  mine = $state.raw<Quality | null>(null);
  peer = $state.raw<Quality | null>(null);

  #socket: Socket;
  #machine = $state.raw<State>(start());
  #leg: Leg | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #left = false;
  #opened = false;
  #stops: (() => void)[];

  constructor(check: string, socket: Socket) {
    this.check = check;
    this.#socket = socket;
    this.#stops = [
      socket.on('peer', ({ check: of, body }) => of === check && this.#heard(body)),
      socket.on('quality', (message) => {
        if (message.check !== check) return;
        this.mine = message.mine;
        this.peer = message.peer;
      }),
      onDevicesChanged(() => void this.#countCameras()),
    ];
  }

  get link(): State['link']['at'] {
    return this.#machine.link.at;
  }

  get connected(): boolean {
    return this.link === 'up' || this.link === 'shaky';
  }

  /** `null` while there is nothing to say about the connection. */
  get bars(): Bars | null {
    return this.connected ? callBars(this.mine, this.peer) : this.wasUp ? 0 : null;
  }

  /** Takes what the server says: the call, or `null` when it is not among mine, and whether its word is fresh. */
  update(call: Call | null, line: boolean): void {
    if (this.#left) return;
    if (call) this.#take(call);
    // Without a fresh word nothing is closed: the talk goes on while the line mends.
    if (line) this.#run({ kind: 'wanted', wanted: wantsMedia(call, this.joined) });
    this.#run({ kind: 'line', open: line });
    if (line && (call === null || call.phase === 'closing' || call.phase === 'ringing')) this.#release();
  }

  /** For the private preview: opens what is wanted and not yet open. Sends nothing. */
  async openAll(): Promise<void> {
    if (this.#opened || this.#left) return;
    this.#opened = true;
    this.opening = true;
    const opened = await openDevices({ camera: this.wantCamera, microphone: this.wantMicrophone });
    this.opening = false;
    this.cameraTrouble = opened.cameraTrouble;
    this.microphoneTrouble = opened.microphoneTrouble;
    await this.#useCamera(opened.camera);
    await this.#useMicrophone(opened.microphone);
    await this.#countCameras();
  }

  /** After the person has mended what was in the way. */
  async retry(): Promise<void> {
    this.#opened = false;
    await this.openAll();
  }

  /** Employee: declares the place, then enters. Rejects with `SocketError`; nothing is sent then. */
  async join(place: Place): Promise<void> {
    const call = this.call;
    if (!call) return;
    await this.#socket.ask({ t: 'declare', check: this.check, place });
    this.joined = true;
    this.#remember();
    this.update(this.call, this.#machine.line);
  }

  async toggleCamera(): Promise<void> {
    this.wantCamera = this.camera === null;
    this.#remember();
    if (this.wantCamera) {
      await this.#open(async () => this.#useCamera(await openCamera()), (trouble) => (this.cameraTrouble = trouble));
    } else {
      await this.#useCamera(null); // stopped, not muted: its light goes out
    }
  }

  async toggleMicrophone(): Promise<void> {
    this.wantMicrophone = this.microphone === null || !this.wantMicrophone;
    this.#remember();
    if (this.microphone) {
      this.microphone.enabled = this.wantMicrophone;
      this.#tell(false);
    } else {
      await this.#open(async () => this.#useMicrophone(await openMicrophone()), (trouble) => (this.microphoneTrouble = trouble));
    }
  }

  async flipCamera(): Promise<void> {
    const next = cameraAfter(this.camera, await cameras());
    if (next === null) return;
    await this.#useCamera(null); // phones open only one at a time
    await this.#open(async () => this.#useCamera(await openCamera(next)), (trouble) => (this.cameraTrouble = trouble));
  }

  async toggleBlur(): Promise<void> {
    if (this.camera && (await setBlur(this.camera, !this.blurred))) this.blurred = !this.blurred;
    this.#remember();
  }

  /** False when they would not arrive, because either end is away: the words then stay in the field. */
  type(text: string): boolean {
    const words = text.trim().slice(0, TEXT_MAX);
    if (words === '' || !this.connected || this.call?.lost != null) return false;
    if (!this.#socket.say({ t: 'peer', check: this.check, body: { kind: 'text', text: words } })) return false;
    this.lines = withLine(this.lines, { mine: true, text: words, at: serverNow() });
    return true;
  }

  /** Ends the call for both. */
  async hangUp(): Promise<void> {
    await this.#socket.ask({ t: 'hang_up', check: this.check });
  }

  /** Leaves the page: no track stays open, whatever is still on its way. */
  leave(): void {
    this.#left = true;
    this.#run({ kind: 'wanted', wanted: false });
    this.#release();
    for (const stop of this.#stops) stop();
  }

  #take(call: Call): void {
    if (this.call?.attempt !== call.attempt) this.#begin(call);
    this.call = call;
    if (wantsMedia(call, this.joined)) void this.openAll();
  }

  /** A first sight of this call, or of its next attempt. */
  #begin(call: Call): void {
    const choice = rememberedChoice(call.attempt);
    this.joined = call.role === 'supervisor' || choice !== null;
    this.wantCamera = choice?.camera ?? true;
    this.wantMicrophone = choice?.microphone ?? true;
    this.blurred = choice?.blur ?? false;
    this.theirs = null;
    this.wasUp = false;
    this.#opened = false;
  }

  /** Only once entered: what is remembered goes back into the call after a reload. */
  #remember(): void {
    if (!this.call || !this.joined) return;
    const choice: Choice = { camera: this.wantCamera, microphone: this.wantMicrophone, blur: this.blurred };
    rememberChoice(this.call.attempt, choice);
  }

  async #open(open: () => Promise<void>, failed: (trouble: Trouble | null) => void): Promise<void> {
    failed(null);
    this.opening = true;
    try {
      await open();
    } catch (error) {
      failed(troubleOf(error));
    }
    this.opening = false;
  }

  async #useCamera(track: MediaStreamTrack | null): Promise<void> {
    if (this.#left || (track && !this.wantCamera)) return track?.stop();
    if (this.camera !== track) this.camera?.stop();
    this.camera = track;
    this.blurOffered = canBlur(track);
    if (track) {
      track.onended = () => this.#lost(track);
      if (this.blurred && this.blurOffered) this.blurred = await setBlur(track, true);
    }
    await this.#leg?.setCamera(track);
    this.#tell(false);
  }

  async #useMicrophone(track: MediaStreamTrack | null): Promise<void> {
    if (this.#left) return track?.stop();
    if (this.microphone !== track) this.microphone?.stop();
    this.microphone = track;
    if (track) {
      track.enabled = this.wantMicrophone;
      track.onended = () => this.#lost(track);
    }
    await this.#leg?.setMicrophone(track);
    this.#tell(false);
  }

  /** Pulled out, or the permission was taken back. */
  #lost(track: MediaStreamTrack): void {
    if (track === this.camera) {
      this.cameraTrouble = 'missing';
      void this.#useCamera(null);
    } else if (track === this.microphone) {
      this.microphoneTrouble = 'missing';
      void this.#useMicrophone(null);
    }
  }

  async #countCameras(): Promise<void> {
    this.otherCamera = (await cameras()).length > 1;
  }

  #release(): void {
    this.camera?.stop();
    this.microphone?.stop();
    this.camera = null;
    this.microphone = null;
    this.remote = null;
    this.#opened = false;
    if (this.call && !this.#left) forgetChoice(this.call.attempt);
  }

  #heard(body: unknown): void {
    const said = readSaid(body);
    if (said?.kind === 'text') this.lines = withLine(this.lines, { mine: false, text: said.text, at: serverNow() });
    else if (said?.kind === 'devices') {
      this.theirs = { camera: said.camera, microphone: said.microphone };
      if (said.ask) this.#tell(false);
    }
  }

  #tell(ask: boolean): void {
    if (!this.connected) return; // told when it is up
    const body = { kind: 'devices', camera: this.camera !== null, microphone: this.microphone !== null && this.wantMicrophone, ask };
    this.#socket.say({ t: 'peer', check: this.check, body });
  }

  #run(event: Event): void {
    const [next, effects] = step(this.#machine, event, Math.random());
    this.#machine = next;
    this.#socket.hurry(next.wanted && this.wasUp && next.link.at !== 'up');
    for (const effect of effects) this.#do(effect);
  }

  #do(effect: Effect): void {
    switch (effect.do) {
      case 'close':
        this.#leg?.close();
        this.#leg = null;
        clearTimeout(this.#timer);
        return;
      case 'open':
        this.#leg = this.#newLeg(effect.leg);
        return;
      case 'timer':
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#run({ kind: 'timer', timer: effect.timer }), effect.ms);
    }
  }

  /** TURN servers. A call goes without rather than wait for them: most networks need none. */
  async #servers(): Promise<RTCIceServer[]> {
    try {
      const reply = await this.#socket.ask({ t: 'servers', check: this.check });
      return reply.t === 'servers' ? reply.servers : [];
    } catch {
      return [];
    }
  }

  #newLeg(number: number): Leg {
    return new Leg({
      camera: this.camera,
      microphone: this.microphone,
      servers: () => this.#servers(),
      exchange: async (sdp) => {
        const reply = await this.#socket.ask({ t: 'offer', check: this.check, sdp });
        return reply.t === 'sdp' ? reply.sdp : '';
      },
      onRemote: (stream) => (this.remote = stream),
      onState: (became) => {
        this.#run({ kind: 'leg', leg: number, became });
        if (became !== 'up') return;
        this.wasUp = true;
        this.#tell(true);
      },
    });
  }
}
