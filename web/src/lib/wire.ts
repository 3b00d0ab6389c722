/**
 * Messages of the socket, both ways, as the server writes them (`src/signal/wire.rs`). What concerns me comes whole in
 * `now`, on every connect and after every change: a ring is a state, not an event.
 */
import type { Now, Place, Side } from './shape';

export const PROTOCOL = 1;

/** Answered by `ok`, `sdp`, `servers` or `error`; the socket adds the `id`. */
export type Ask =
  | { t: 'start'; check: string }
  | { t: 'answer'; attempt: string }
  | { t: 'decline'; attempt: string; reason: string }
  | { t: 'call_back'; attempt: string }
  | { t: 'declare'; check: string; place: Place }
  | { t: 'offer'; check: string; sdp: string; take: boolean }
  | { t: 'by_text'; check: string; take: boolean }
  | { t: 'write'; check: string; text: string }
  | { t: 'test_offer'; side: Side; sdp: string }
  | { t: 'servers'; check?: string }
  | { t: 'hang_up'; check: string };

/** Sent and not answered, but for `ping` by `pong`. */
export type Say =
  | { t: 'hello'; protocol: number; device: string; agent: string; page: string }
  | { t: 'receipt'; attempt: string; kind: ReceiptKind }
  | { t: 'peer'; check: string; body: unknown }
  | { t: 'test_end' }
  | { t: 'ping'; at: number };

export type ReceiptKind = 'displayed' | 'audible' | 'muted';

export type FromServer =
  | { t: 'welcome'; protocol: number; now: number }
  | ({ t: 'now' } & Now)
  | { t: 'ok'; re: number }
  | { t: 'sdp'; re: number; sdp: string }
  | { t: 'servers'; re: number; servers: IceServer[] }
  | { t: 'error'; re: number | null; code: string; message: string }
  | { t: 'peer'; check: string; body: unknown }
  | { t: 'quality'; check: string; mine: Quality | null; peer: Quality | null }
  | { t: 'pong'; at: number; now: number }
  | { t: 'signed_out' }
  | { t: 'reconnect'; after_ms: number };

/** As the relay measured it: loss in thousandths, round trip in ms. */
export interface Quality {
  loss_permille: number;
  /** `null` until measured. */
  rtt_ms: number | null;
  kbps: number;
  path: Path;
}

/** How the packets travel: UDP, ICE over TCP, or TURN inside TLS. */
export type Path = 'udp' | 'tcp' | 'tls';

/** As `RTCPeerConnection` takes it. */
export interface IceServer {
  urls: string[];
  username: string;
  credential: string;
}
