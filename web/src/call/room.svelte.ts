/**
 * One call on this page: holds (as a kit) the devices, the media leg and the typed words, and does what `machine.ts` decides.
 * Glue between the socket and the browser's media files; pages read its state and call its methods.
 */
import { serverNow } from '../lib/clock';
import type { Call, Place } from '../lib/shape';
import { SocketError, type Socket } from '../lib/socket';
import type { Quality } from '../lib/wire';
import { forgetChoice, rememberChoice, rememberedChoice, type Choice } from './choice';
import { onDevicesChanged } from './devices';
import { Kit } from './kit.svelte';
import { start, step, type Effect, type Event, type State } from './machine';
import { Leg } from './peer';
import { callBars, type Bars } from './quality';
import { readSaid, TEXT_MAX, withLine, type Line } from './said';
import { awake, CUT_AFTER, watch, type Fault, type Watchdog } from './watchdog';
import { begin, measured, SENDS, type Weak } from './weak';
import { turnAfter, turnAtStart, type Turn, type TurnEvent } from './turn';
import { wantsMedia } from './view';

/** The watchdog looks so often. */
const LOOK_EVERY_MS = 1000;
/** Without a connection for so many looks, writing is offered. */
const TOO_LONG = 12;

export class Room extends Kit {
  readonly check: string;
  /** The newest snapshot of this call; stays after the call is gone from `now`. */
  call = $state.raw<Call | null>(null);
  /** Whether this page holds the call, or another one of this person. */
  turn = $state<Turn>('mine');
  /** Entered on this device. The supervisor has nothing to get ready for and counts as entered. */
  joined = $state(false);
  remote = $state.raw<MediaStream | null>(null);
  /** Media has flowed in this call: what comes now is a loss, not a beginning. */
  wasUp = $state(false);
  /** What the other end says of its devices; `null` until it has spoken. */
  theirs = $state<{ camera: boolean; microphone: boolean; weak: boolean } | null>(null);
  /** How much picture this end sends. */
  weak = $state.raw<Weak>(begin());
  /** What should come from the other end and does not. */
  fault = $state.raw<Fault | null>(null);
  /** The connection stands in name only: the relay is silent, and a new way did not help. */
  cut = $state(false);
  /** No connection for so long that another way is offered. */
  tooLong = $state(false);
  lines = $state.raw<Line[]>([]);
  mine = $state.raw<Quality | null>(null);
  peer = $state.raw<Quality | null>(null);

  #socket: Socket;
  #machine = $state.raw<State>(start());
  #leg: Leg | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #left = false;
  #stops: (() => void)[];
  #dog: Watchdog = awake();
  #without = 0;

  /** `visible`: the page came up before the person's eyes. */
  constructor(check: string, socket: Socket, visible: boolean) {
    super();
    this.check = check;
    this.turn = turnAtStart(visible);
    this.#socket = socket;
    this.#stops = [
      socket.on('peer', ({ check: of, body }) => of === check && this.#heard(body)),
      socket.on('quality', (message) => {
        if (message.check !== check) return;
        this.mine = message.mine ?? this.mine;
        this.peer = message.peer ?? this.peer;
        if (message.mine) this.#measured(message.mine);
      }),
      onDevicesChanged(() => void this.countDevices()),
      every(LOOK_EVERY_MS, () => void this.#look()),
    ];
  }

  get link(): State['link']['at'] {
    return this.#machine.link.at;
  }

  get connected(): boolean {
    return this.#stands && !this.cut;
  }

  /** By the browser's word. */
  get #stands(): boolean {
    return this.link === 'up' || this.link === 'shaky';
  }

  /** `null` while there is nothing to say about the connection. */
  get bars(): Bars | null {
    return this.connected ? callBars(this.mine, this.peer) : this.wasUp ? 0 : null;
  }

  /** Takes what the server says: the call, or `null` when it is not among mine, and whether its word is fresh. */
  update(call: Call | null, line: boolean): void {
    if (this.#left) return;
    if (call && line) this.#turned({ kind: 'seen', elsewhere: call.open_elsewhere });
    if (call) this.#take(call);
    // Without a fresh word nothing is closed: the talk goes on while the line mends.
    if (line) this.#run({ kind: 'wanted', wanted: this.#wants(call) });
    // The server knows this end by its page then, and this page is a new one after every reconnect.
    if (line && !this.#machine.line && this.#isWriting(call)) void this.goByText().catch(() => undefined);
    this.#run({ kind: 'line', open: line });
    if (this.#isWriting(call)) this.#shutDevices();
    if (line && (call === null || call.phase === 'closing' || call.phase === 'ringing')) this.#release();
  }

  /** The person wants to go on in this tab. */
  takeHere(): void {
    this.#turned({ kind: 'asked' });
    this.shut = false;
    if (!this.call) return;
    this.#take(this.call);
    this.#run({ kind: 'wanted', wanted: this.#wants(this.call) });
  }

  /** Employee: declares the place, then enters. Rejects with `SocketError`; nothing is sent then. */
  async join(place: Place): Promise<void> {
    const call = this.call;
    if (!call) return;
    await this.#socket.ask({ t: 'declare', check: this.check, place });
    this.joined = true;
    this.chosen();
    this.update(this.call, this.#machine.line);
  }

  /** The same without picture and sound: the devices are shut before anything could be sent. */
  async joinByText(place: Place): Promise<void> {
    const call = this.call;
    if (!call) return;
    await this.#socket.ask({ t: 'declare', check: this.check, place });
    await this.goByText();
    this.#shutDevices();
    this.joined = true;
    this.chosen();
  }

  /** Employee: goes on without picture and sound. Rejects with `SocketError`. */
  async goByText(): Promise<void> {
    await this.#socket.ask({ t: 'by_text', check: this.check, take: this.turn === 'taking' });
  }

  /** Employee: an answer in writing, kept with the check. */
  async write(text: string): Promise<void> {
    await this.#socket.ask({ t: 'write', check: this.check, text });
  }

  /** False when they would not arrive, because either end is away: the words then stay in the field. */
  type(text: string): boolean {
    const words = text.trim().slice(0, TEXT_MAX);
    if (words === '' || !(this.connected || this.#isWriting(this.call)) || this.call?.lost != null) return false;
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
    this.shut = true;
    this.#run({ kind: 'wanted', wanted: false });
    this.#release();
    for (const stop of this.#stops) stop();
  }

  #take(call: Call): void {
    if (this.call?.attempt !== call.attempt) this.#begin(call);
    this.call = call;
    if (this.#wants(call)) void this.openAll();
  }

  #isWriting(call: Call | null): boolean {
    return call?.role === 'employee' && call.by_text && call.here && this.joined && this.turn !== 'away';
  }

  #wants(call: Call | null): boolean {
    return this.turn !== 'away' && wantsMedia(call, this.joined);
  }

  #turned(event: TurnEvent): void {
    const before = this.turn;
    this.turn = turnAfter(before, event);
    if (this.turn !== 'away' || before === 'away') return;
    this.#run({ kind: 'wanted', wanted: false });
    this.#shutDevices();
  }

  /** A first sight of this call, or of its next attempt. */
  #begin(call: Call): void {
    const choice = rememberedChoice(call.attempt);
    this.joined = call.role === 'supervisor' || choice !== null;
    this.wantCamera = choice?.camera ?? !(call.role === 'employee' && call.needs.voice_only);
    this.wantMicrophone = choice?.microphone ?? true;
    this.blurred = choice?.blur ?? false;
    this.theirs = null;
    this.wasUp = false;
    this.shut = this.turn === 'away';
  }

  /** Only once entered: what is remembered goes back into the call after a reload. */
  protected chosen(): void {
    if (!this.call || !this.joined) return;
    const choice: Choice = { camera: this.wantCamera, microphone: this.wantMicrophone, blur: this.blurred };
    rememberChoice(this.call.attempt, choice);
  }

  protected async cameraChanged(): Promise<void> {
    await this.#leg?.setCamera(this.#picture);
    this.#tell(false);
  }

  protected async microphoneChanged(): Promise<void> {
    await this.#leg?.setMicrophone(this.microphone);
    this.#tell(false);
  }

  /** What is sent of the camera: on a line that carries only sound, nothing. */
  get #picture(): MediaStreamTrack | null {
    return this.weak.level === 'sound' ? null : this.camera;
  }

  #measured(line: Quality): void {
    const before = this.weak.level;
    this.weak = measured(this.weak, line);
    const { level } = this.weak;
    if (level === before) return;
    void this.#leg?.setCamera(this.#picture);
    if (level !== 'sound') void this.#leg?.limit(SENDS[level]);
    this.#tell(false);
  }

  async #look(): Promise<void> {
    this.#without = this.#machine.wanted && !this.connected ? this.#without + 1 : 0;
    this.tooLong = this.#without >= TOO_LONG;
    // A page that nobody sees may leave pictures undecoded.
    if (!this.#leg || !this.#stands || document.visibilityState !== 'visible') return;
    const leg = this.#leg;
    const { frames, audio, bytes } = await leg.look();
    if (leg !== this.#leg) return;
    const there = this.theirs !== null && this.call?.lost == null && !this.call?.by_text;
    const look = { up: there, picture: this.theirs?.camera === true, sound: this.theirs?.microphone === true, frames, packets: audio };
    const [dog, restart] = watch(this.#dog, { ...look, sends: this.#picture !== null, bytes });
    this.#dog = dog;
    const wasCut = this.cut;
    this.cut = dog.silent >= CUT_AFTER;
    // Of the other end nothing can be said then.
    this.fault = this.cut ? null : dog.fault;
    if (wasCut && !this.cut) this.#tell(true);
    if (restart) leg.restart();
    this.#hurry();
  }

  /** Whatever may have taken the media may have taken the line, too. To ask costs nothing, so the first silent second is enough. */
  #hurry(): void {
    const { wanted, link } = this.#machine;
    this.#socket.hurry(wanted && this.wasUp && (link.at !== 'up' || this.#dog.silent > 0));
  }

  /** Nothing is opened again before the person comes back to the call here. */
  #shutDevices(): void {
    this.shut = true;
    this.stopDevices();
    this.remote = null;
  }

  #release(): void {
    this.stopDevices();
    this.remote = null;
    if (this.call && !this.#left) forgetChoice(this.call.attempt);
  }

  #heard(body: unknown): void {
    const said = readSaid(body);
    if (said?.kind === 'text') this.lines = withLine(this.lines, { mine: false, text: said.text, at: serverNow() });
    else if (said?.kind === 'devices') {
      this.theirs = { camera: said.camera, microphone: said.microphone, weak: said.weak };
      if (said.ask) this.#tell(false);
    }
  }

  #tell(ask: boolean): void {
    if (!this.connected) return; // told when it is up
    const microphone = this.microphone !== null && this.wantMicrophone;
    const body = { kind: 'devices', camera: this.#picture !== null, microphone, weak: this.camera !== null && this.#picture === null, ask };
    this.#socket.say({ t: 'peer', check: this.check, body });
  }

  #run(event: Event): void {
    const [next, effects] = step(this.#machine, event, Math.random());
    this.#machine = next;
    this.#hurry();
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

  async #offer(sdp: string): Promise<string> {
    try {
      const reply = await this.#socket.ask({ t: 'offer', check: this.check, sdp, take: this.turn === 'taking' });
      return reply.t === 'sdp' ? reply.sdp : '';
    } catch (error) {
      if (error instanceof SocketError && error.code === 'open_elsewhere') this.#turned({ kind: 'refused' });
      throw error;
    }
  }

  #newLeg(number: number): Leg {
    this.#dog = awake();
    this.fault = null;
    this.cut = false;
    return new Leg({
      camera: this.#picture,
      microphone: this.microphone,
      servers: () => this.#servers(),
      limits: SENDS[this.weak.level === 'sound' ? 'low' : this.weak.level],
      exchange: (sdp) => this.#offer(sdp),
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

function every(ms: number, act: () => void): () => void {
  const timer = setInterval(act, ms);
  return () => clearInterval(timer);
}
