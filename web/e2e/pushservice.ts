// A push service for the distribution's Firefox: speaks the browser's own protocol on a WebSocket (autopush) and takes the
// server's POST (RFC 8030). Small on purpose: one browser, short frames.
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

const ACCEPT_SALT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'; // RFC 6455 §1.3

interface Told {
  messageType?: string;
  channelID?: string;
}

export class PushService {
  /** Requests of the server, with their headers. */
  readonly posts: { ttl: string; urgency: string; topic: string }[] = [];
  private browser: Duplex | null = null;
  private readonly server: Server;

  constructor(private readonly port: number) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const head = (name: string): string => String(request.headers[name] ?? '');
        this.posts.push({ ttl: head('ttl'), urgency: head('urgency'), topic: head('topic') });
        const channelID = (request.url ?? '').split('/').at(-1) ?? '';
        const data = Buffer.concat(chunks).toString('base64url');
        this.say({ messageType: 'notification', channelID, version: randomUUID(), data, headers: { encoding: head('content-encoding') } });
        response.writeHead(201).end();
      });
    });
    this.server.on('upgrade', (request, socket) => this.upgrade(request, socket));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.browser?.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private upgrade(request: IncomingMessage, socket: Duplex): void {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key'] ?? ''}${ACCEPT_SALT}`).digest('base64');
    const protocol = request.headers['sec-websocket-protocol'];
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
    if (protocol) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    this.browser = socket;
    let waiting = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (let frame = take(waiting); frame; frame = take(waiting)) {
        waiting = waiting.subarray(frame.length);
        if (frame.opcode === 8) socket.end();
        if (frame.opcode === 1) this.hear(frame.text);
      }
    });
  }

  private hear(text: string): void {
    const told = JSON.parse(text) as Told;
    const { channelID } = told;
    if (told.messageType === 'hello') this.say({ messageType: 'hello', uaid: randomUUID().replaceAll('-', ''), status: 200, use_webpush: true });
    if (told.messageType === 'register') {
      this.say({ messageType: 'register', channelID, status: 200, pushEndpoint: `http://127.0.0.1:${this.port}/push/${channelID ?? ''}` });
    }
    if (told.messageType === 'unregister') this.say({ messageType: 'unregister', channelID, status: 200 });
    if (told.messageType === undefined || told.messageType === 'ping') this.say({});
  }

  private say(message: object): void {
    const body = Buffer.from(JSON.stringify(message));
    const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.from([0x81, 126, body.length >> 8, body.length & 255]);
    this.browser?.write(Buffer.concat([head, body]));
  }
}

/** The first whole frame of a browser, which always masks (RFC 6455 §5). */
function take(bytes: Buffer): { opcode: number; text: string; length: number } | null {
  if (bytes.length < 6) return null;
  const [first = 0, second = 0] = bytes;
  const long = (second & 127) === 126;
  const size = long ? bytes.readUInt16BE(2) : second & 127;
  const at = long ? 4 : 2;
  const length = at + 4 + size;
  if (bytes.length < length) return null;
  const mask = bytes.subarray(at, at + 4);
  const body = bytes.subarray(at + 4, length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return { opcode: first & 15, text: Buffer.from(body).toString(), length };
}
