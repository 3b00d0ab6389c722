import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HURRIED_MS, HURRIED_WAIT_MS, PROVED_WITHIN_MS, Socket } from './socket';

class Line {
  static readonly OPEN = 1;
  static all: Line[] = [];
  readyState = 0;
  sent: { t: string; id?: number }[] = [];
  onopen?: () => void;
  onclose?: () => void;
  onmessage?: (event: { data: string }) => void;
  constructor(readonly url: string) {
    Line.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = 3;
    this.onclose?.();
  }
  up(): void {
    this.readyState = Line.OPEN;
    this.onopen?.();
  }
  says(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const newest = (): Line => {
  const line = Line.all.at(-1);
  if (!line) throw new Error('no line');
  return line;
};

let socket: Socket;
let states: string[];
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  Line.all = [];
  states = [];
  vi.stubGlobal('WebSocket', Line);
  vi.stubGlobal('location', { protocol: 'https:', host: 'sidak.example' });
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('window', new EventTarget());
  socket = new Socket({
    hello: () => ({ t: 'hello', protocol: 1, device: 'd', agent: 'a', page: 'p' }),
    onState: (state) => states.push(state),
    onTrip: () => undefined,
  });
  socket.open();
});
afterEach(() => {
  socket.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('says hello first on every connect', () => {
  expect(newest().url).toBe('wss://sidak.example/api/socket');
  newest().up();
  expect(newest().sent.map((message) => message.t)).toEqual(['hello', 'ping']);
});

describe('requests', () => {
  beforeEach(() => newest().up());

  it('are answered by their number', async () => {
    const first = socket.ask({ t: 'answer', attempt: 'a1' });
    const second = socket.ask({ t: 'offer', check: 'c', sdp: 'o', take: false });
    newest().says({ t: 'sdp', re: 2, sdp: 'x' });
    newest().says({ t: 'ok', re: 1 });
    expect(await second).toMatchObject({ sdp: 'x' });
    expect(await first).toMatchObject({ t: 'ok' });
  });

  it('are refused with the server’s code', async () => {
    const asked = socket.ask({ t: 'answer', attempt: 'a1' });
    newest().says({ t: 'error', re: 1, code: 'ring_over', message: '' });
    await expect(asked).rejects.toMatchObject({ code: 'ring_over' });
  });

  it('fail at once when the line breaks, and do not go out late', async () => {
    const asked = socket.ask({ t: 'answer', attempt: 'a1' });
    newest().close();
    await expect(asked).rejects.toMatchObject({ code: 'offline' });
    await expect(socket.ask({ t: 'answer', attempt: 'a1' })).rejects.toMatchObject({ code: 'offline' });
    vi.advanceTimersByTime(1000);
    newest().up();
    expect(newest().sent.map((message) => message.t)).toEqual(['hello', 'ping']);
  });

  it('do not wait for ever', async () => {
    const asked = socket.ask({ t: 'answer', attempt: 'a1' });
    const failed = expect(asked).rejects.toMatchObject({ code: 'timeout' });
    await vi.advanceTimersByTimeAsync(15_000);
    await failed;
  });
});

describe('the line', () => {
  it('comes back, waiting longer each time', () => {
    newest().up();
    newest().close();
    for (const [wait, lines] of [
      [249, 1],
      [1, 2],
    ] as const) {
      vi.advanceTimersByTime(wait);
      expect(Line.all).toHaveLength(lines);
    }
    newest().close();
    vi.advanceTimersByTime(499);
    expect(Line.all).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(Line.all).toHaveLength(3);
  });

  it('is left behind when nothing is heard on it', () => {
    newest().up();
    vi.advanceTimersByTime(61_000);
    expect(states).toContain('closed');
    expect(Line.all.length).toBeGreaterThan(1);
  });

  it('that answers its pings stays', () => {
    newest().up();
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(20_000);
      newest().says({ t: 'pong', at: Date.now(), now: Date.now() });
    }
    expect(Line.all).toHaveLength(1);
  });

  it('is tried at once when the page comes back into view', () => {
    newest().up();
    newest().close();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(Line.all).toHaveLength(2);
  });

  it('moves when the server asks for it', () => {
    newest().up();
    newest().says({ t: 'reconnect', after_ms: 2000 });
    vi.advanceTimersByTime(2000 + 250);
    expect(Line.all).toHaveLength(2);
  });

  it('stays closed once closed', () => {
    newest().up();
    socket.close();
    vi.advanceTimersByTime(120_000);
    expect(Line.all).toHaveLength(1);
  });
});

describe('while a call hangs on it', () => {
  const connected = (): Line => {
    newest().up();
    newest().says({ t: 'welcome', protocol: 1, now: 1 });
    vi.advanceTimersByTime(1);
    return newest();
  };

  it('a line that does not answer is left behind for a fresh one', () => {
    const stalled = connected();
    socket.hurry(true);
    vi.advanceTimersByTime(PROVED_WITHIN_MS - 1);
    expect(newest()).toBe(stalled);
    vi.advanceTimersByTime(1 + HURRIED_WAIT_MS);
    expect(Line.all.length).toBe(2);
    // Nor does it wait for a connection that is never made, or longer and longer between two.
    vi.advanceTimersByTime(10 * (HURRIED_MS + HURRIED_WAIT_MS));
    expect(Line.all.length).toBeGreaterThanOrEqual(12);
  });

  it('one that answers stays, as long as it does', () => {
    const line = connected();
    socket.hurry(true);
    for (let turn = 0; turn < 5; turn++) {
      vi.advanceTimersByTime(PROVED_WITHIN_MS - 1);
      line.says({ t: 'pong', at: 1, now: 1 });
      vi.advanceTimersByTime(1);
    }
    expect(newest()).toBe(line);
    expect(line.sent.filter(({ t }) => t === 'ping').length).toBeGreaterThan(4);
  });

  it('a proof that was asked for is waited for, also when sound and picture are back before', () => {
    const stalled = connected();
    socket.hurry(true);
    socket.hurry(false);
    vi.advanceTimersByTime(PROVED_WITHIN_MS - 1);
    expect(newest()).toBe(stalled);
    vi.advanceTimersByTime(1 + HURRIED_WAIT_MS);
    expect(newest()).not.toBe(stalled);
  });

  it('and otherwise a silent line is given its time', () => {
    const line = connected();
    socket.hurry(true);
    socket.hurry(false);
    line.says({ t: 'pong', at: 1, now: 1 });
    vi.advanceTimersByTime(4 * HURRIED_MS);
    expect(newest()).toBe(line);
  });
});
