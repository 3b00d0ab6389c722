/**
 * The one WebSocket to the server: connects again by itself, answers requests by their id, and hands every message on.
 * Knows nothing of what the messages mean. Nothing is queued while the line is down: the server re-sends all that
 * matters as `now` on every connect, and a request fails at once instead of going out late.
 */
import { waitBefore } from './backoff';
import { browserNow, forgetServerTime, sampleServerTime } from './clock';
import type { Ask, FromServer, Say } from './wire';

export class SocketError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'SocketError';
  }
}

type Reply = Extract<FromServer, { t: 'ok' | 'sdp' | 'servers' }>;
type Waiting = { resolve: (reply: Reply) => void; reject: (error: SocketError) => void; timer: ReturnType<typeof setTimeout> };
type Handler<T extends FromServer['t']> = (message: Extract<FromServer, { t: T }>) => void;

const REPLY_WITHIN_MS = 15_000;
const PING_EVERY_MS = 20_000;
/** Two missed pongs: mobile networks drop idle connections without a word. */
const SILENCE_MEANS_DEAD_MS = 45_000;
/** While a call hangs on the line an answer takes no longer than this. A stalled one waits longer and longer before it tries again, long
 *  after the network is back; a fresh one gets through at once. */
export const PROVED_WITHIN_MS = 3_000;
/** And a new connection no longer than this, with its handshakes. */
export const HURRIED_MS = 4_000;
/** And so long at most between two tries. */
export const HURRIED_WAIT_MS = 1_000;

export interface SocketOptions {
  /** What to say first on every connect. */
  hello: () => Extract<Say, { t: 'hello' }>;
  onState: (state: 'connecting' | 'open' | 'closed') => void;
  onTrip: (ms: number) => void;
}

export class Socket {
  #socket: WebSocket | null = null;
  #options: SocketOptions;
  #handlers = new Map<string, Set<(message: never) => void>>();
  #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #tries = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pinger: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;
  #hurried = false;
  #proof: ReturnType<typeof setTimeout> | undefined;
  #wanted = false;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  /** Connects, and from now on stays connected until `close`. */
  open(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    document.addEventListener('visibilitychange', this.#look);
    window.addEventListener('online', this.#look);
    this.#connect();
  }

  close(): void {
    this.#wanted = false;
    document.removeEventListener('visibilitychange', this.#look);
    window.removeEventListener('online', this.#look);
    clearTimeout(this.#retry);
    this.hurry(false);
    clearTimeout(this.#proof);
    this.#socket?.close(1000);
    this.#dropped();
  }

  /** Calls `handler` for each message of one kind; the result takes it off again. */
  on<T extends FromServer['t']>(kind: T, handler: Handler<T>): () => void {
    const set = this.#handlers.get(kind) ?? new Set();
    set.add(handler as (message: never) => void);
    this.#handlers.set(kind, set);
    return () => set.delete(handler as (message: never) => void);
  }

  /** Sends and forgets. False when the line is down. */
  say(message: Say): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends and waits for the server's word. Rejects with `SocketError` (code `offline`, `timeout`, or the server's own). */
  ask(message: Ask): Promise<Reply> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(new SocketError('offline', ''));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(id, new SocketError('timeout', '')), REPLY_WITHIN_MS);
      this.#waiting.set(id, { resolve, reject, timer });
      socket.send(JSON.stringify({ ...message, id }));
    });
  }

  /** Measures the round trip now; the answer comes by `onTrip`. False when the line is down. */
  ping(): boolean {
    return this.say({ t: 'ping', at: browserNow() });
  }

  /** A call has lost its sound and picture, and perhaps the network with them: from now on the line is proved, and is back as soon as can be.
   *  Sound and picture find their way back sooner than a stalled line does, so a proof that was begun is brought to its end. */
  hurry(is: boolean): void {
    if (is === this.#hurried) return;
    this.#hurried = is;
    if (!is) return;
    if (this.#socket === null) this.#look();
    else this.#prove(this.#socket);
  }

  /** Open or opening, it says something in time or is left behind. */
  #prove(socket: WebSocket): void {
    const asked = browserNow();
    const within = this.ping() ? PROVED_WITHIN_MS : HURRIED_MS;
    clearTimeout(this.#proof);
    this.#proof = setTimeout(() => {
      if (this.#socket !== socket) return;
      if (this.#heardAt < asked) this.#abandon();
      else if (this.#hurried) this.#prove(socket);
    }, within);
  }

  #connect(): void {
    this.#options.onState('connecting');
    const scheme = location.protocol === 'http:' ? 'ws:' : 'wss:';
    const socket = new WebSocket(`${scheme}//${location.host}/api/socket`);
    this.#socket = socket;
    if (this.#hurried) this.#prove(socket);
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = (event: MessageEvent<string>) => this.#heard(event.data);
    socket.onclose = () => {
      if (this.#socket === socket) this.#dropped();
    };
  }

  #opened(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#tries = 0;
    this.#heardAt = browserNow();
    forgetServerTime();
    this.say(this.#options.hello());
    this.ping();
    this.#pinger = setInterval(() => this.#beat(), PING_EVERY_MS);
    this.#options.onState('open');
  }

  #beat(): void {
    if (browserNow() - this.#heardAt > SILENCE_MEANS_DEAD_MS) this.#abandon();
    else this.ping();
  }

  /** A dead connection can take minutes to report its own end, so it is left behind instead of closed politely. */
  #abandon(): void {
    const old = this.#socket;
    this.#dropped();
    old?.close();
  }

  #heard(data: string): void {
    this.#heardAt = browserNow();
    const message = JSON.parse(data) as FromServer;
    if (message.t === 'ok' || message.t === 'sdp' || message.t === 'servers') this.#settle(message);
    else if (message.t === 'error' && message.re !== null) this.#fail(message.re, new SocketError(message.code, message.message));
    else if (message.t === 'pong') {
      sampleServerTime(message.now, message.at, this.#heardAt);
      this.#options.onTrip(this.#heardAt - message.at);
    } else if (message.t === 'reconnect') {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#abandon(), message.after_ms);
    }
    for (const handler of this.#handlers.get(message.t) ?? []) handler(message as never);
  }

  #settle(reply: Reply): void {
    const waiting = this.#take(reply.re);
    waiting?.resolve(reply);
  }

  #fail(id: number, error: SocketError): void {
    const waiting = this.#take(id);
    waiting?.reject(error);
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    if (waiting) clearTimeout(waiting.timer);
    this.#waiting.delete(id);
    return waiting;
  }

  #dropped(): void {
    this.#socket = null;
    clearInterval(this.#pinger);
    clearTimeout(this.#retry);
    for (const id of [...this.#waiting.keys()]) this.#fail(id, new SocketError('offline', ''));
    this.#options.onState('closed');
    const wait = waitBefore(this.#tries++, Math.random());
    if (this.#wanted) this.#retry = setTimeout(() => this.#connect(), this.#hurried ? Math.min(wait, HURRIED_WAIT_MS) : wait);
  }

  /** Back in view or back on line: do not wait for a timer that the phone has frozen. */
  #look = (): void => {
    if (document.visibilityState !== 'visible') return;
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#beat();
    } else if (this.#socket === null && this.#wanted) {
      clearTimeout(this.#retry);
      this.#tries = 0;
      this.#connect();
    }
  };
}
