// A line between browsers and relay that can be made bad: datagrams come late, and some not at all. Stands at an address
// of its own, which the relay advertises in place of its own. Knows nothing of what the datagrams hold.
import { createSocket, type Socket } from 'node:dgram';

/** Browsers with a socket or two each; who comes after these is not served. */
const CLIENTS_MAX = 64;

export interface Weather {
  /** Share of the datagrams that are lost, each way, 0 to 1. */
  loss: number;
  /** How late the others come, milliseconds, each way. */
  delay: number;
}

export class Line {
  weather: Weather = { loss: 0, delay: 0 };
  #front = createSocket('udp4');
  /** One way to the relay for each browser socket: by its address the relay tells them apart. */
  #ways = new Map<string, Socket>();
  /** The line listens on `port` at `here`; the relay does on the same port at `relay`. */
  static async open(here: string, relay: string, port: number): Promise<Line> {
    const line = new Line();
    line.#front.on('message', (bytes, { address, port: from }) => {
      const way = line.#way(address, from);
      if (way) line.#pass(bytes, way, port, relay);
    });
    await new Promise<void>((resolve) => line.#front.bind(port, here, resolve));
    return line;
  }

  close(): void {
    this.#front.close();
    for (const way of this.#ways.values()) way.close();
    this.#ways.clear();
  }

  #way(address: string, port: number): Socket | undefined {
    const key = `${address}:${port}`;
    const known = this.#ways.get(key);
    if (known || this.#ways.size === CLIENTS_MAX) return known;
    const way = createSocket('udp4');
    way.on('message', (bytes) => this.#pass(bytes, this.#front, port, address));
    this.#ways.set(key, way);
    return way;
  }

  #pass(bytes: Buffer, by: Socket, port: number, host: string): void {
    const { loss, delay } = this.weather;
    if (Math.random() < loss) return;
    // A socket that was closed meanwhile loses what was still on its way, as networks do.
    const send = (): void => void by.send(bytes, port, host, () => undefined);
    if (delay === 0) send();
    else setTimeout(send, delay);
  }
}
