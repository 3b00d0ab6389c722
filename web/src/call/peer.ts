/**
 * One media leg: a peer connection from this browser to the relay. The only file with `RTCPeerConnection`. Both sides
 * always offer one audio and one video line in both directions, so that a camera may come and go in mid-call without a
 * new offer; without a device nothing is sent and the leg still receives. Knows nothing of calls: offer and answer go
 * through `exchange`.
 */
export interface LegOptions {
  camera: MediaStreamTrack | null;
  microphone: MediaStreamTrack | null;
  /** Where to turn to when the network lets nothing but TLS out; asked anew for each leg, for what it brings ends. */
  servers: () => Promise<RTCIceServer[]>;
  limits: Limits;
  /** Takes my offer to the relay and brings its answer. */
  exchange: (offer: string) => Promise<string>;
  /** What comes from the other end. Its tracks exist from the start and are muted until something flows. */
  onRemote: (stream: MediaStream) => void;
  onState: (became: 'up' | 'shaky' | 'failed') => void;
}

/** How the packets travel: `turn` is the way out of networks that let nothing else through. */
export type Path = 'udp' | 'tcp' | 'turn';

/** What has come in so far, and by which way. */
export interface Seen {
  path: Path | null;
  audio: number;
  video: number;
  /** Pictures that could be shown. */
  frames: number;
  /** Of any kind, over all ways of this connection. */
  bytes: number;
}

/** What the picture may take at most. */
export interface Limits {
  maxBitrate: number;
  maxFramerate: number;
  scaleResolutionDownBy: number;
}

/** What the relay forwards. Redundancy and error correction would only be dropped by it. */
const CODECS: Readonly<Record<'audio' | 'video', readonly string[]>> = {
  audio: ['audio/opus'],
  video: ['video/vp8', 'video/rtx'],
};

export class Leg {
  #options: LegOptions;
  #connection: RTCPeerConnection;
  #audio: RTCRtpTransceiver;
  #video: RTCRtpTransceiver;
  #limits: Limits;
  #closed = false;

  constructor(options: LegOptions) {
    this.#options = options;
    this.#limits = options.limits;
    this.#connection = new RTCPeerConnection();
    const remote = new MediaStream();
    this.#audio = this.#line('audio', options.microphone, remote);
    this.#video = this.#line('video', options.camera, remote);
    options.onRemote(remote);
    this.#connection.onconnectionstatechange = () => this.#changed();
    this.#negotiate().catch(() => !this.#closed && this.#options.onState('failed'));
  }

  /** From now on sends this picture, or none. */
  async setCamera(track: MediaStreamTrack | null): Promise<void> {
    if (!this.#closed) await this.#video.sender.replaceTrack(track);
  }

  async setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    if (!this.#closed) await this.#audio.sender.replaceTrack(track);
  }

  async limit(limits: Limits): Promise<void> {
    this.#limits = limits;
    if (!this.#closed) await this.#limit();
  }

  /** A new way for the same connection: what it already has goes on meanwhile, also when no new way can be had. */
  restart(): void {
    if (this.#closed) return;
    this.#connection.restartIce();
    this.#negotiate().catch(() => undefined);
  }

  async look(): Promise<Seen> {
    if (this.#closed) return { path: null, audio: 0, video: 0, frames: 0, bytes: 0 };
    return seen([...(await this.#connection.getStats()).values()] as Stat[]);
  }

  /** Leaves the devices open: they belong to the call, not to the leg. */
  close(): void {
    this.#closed = true;
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
  }

  #line(kind: 'audio' | 'video', track: MediaStreamTrack | null, remote: MediaStream): RTCRtpTransceiver {
    const line = this.#connection.addTransceiver(track ?? kind, { direction: 'sendrecv' });
    const known = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
    const wanted = known.filter((codec) => CODECS[kind].includes(codec.mimeType.toLowerCase()));
    // Browsers without this call offer more; the relay picks the same two.
    if (wanted.length > 0 && 'setCodecPreferences' in line) line.setCodecPreferences(wanted);
    remote.addTrack(line.receiver.track);
    return line;
  }

  async #negotiate(): Promise<void> {
    const iceServers = await this.#options.servers();
    if (this.#closed) return;
    // Gathering begins with the local description, so this is in time.
    if (iceServers.length > 0) this.#connection.setConfiguration({ iceServers });
    await this.#connection.setLocalDescription();
    const offer = this.#connection.localDescription?.sdp ?? '';
    const answer = await this.#options.exchange(fitForRelay(offer));
    if (this.#closed) return;
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: answer });
    await this.#limit();
  }

  async #limit(): Promise<void> {
    const parameters = this.#video.sender.getParameters();
    for (const encoding of parameters.encodings) Object.assign(encoding, this.#limits);
    // A browser that cannot be told still follows the relay's estimate.
    if (parameters.encodings.length > 0) await this.#video.sender.setParameters(parameters).catch(() => undefined);
  }

  #changed(): void {
    switch (this.#connection.connectionState) {
      case 'connected':
        return this.#options.onState('up');
      case 'disconnected':
        return this.#options.onState('shaky');
      case 'failed':
      case 'closed':
        return this.#options.onState('failed');
    }
  }
}

/** What this file reads of a report of `getStats`; Firefox marks the pair in use by `selected`, others name it in the transport. */
export interface Stat {
  id: string;
  type: string;
  kind?: string;
  packetsReceived?: number;
  bytesReceived?: number;
  framesDecoded?: number;
  selectedCandidatePairId?: string;
  selected?: boolean;
  localCandidateId?: string;
  candidateType?: string;
  protocol?: string;
}

export function seen(stats: readonly Stat[]): Seen {
  const transport = stats.find(({ type }) => type === 'transport');
  const pair = stats.find((stat) =>
    transport?.selectedCandidatePairId === undefined ? stat.type === 'candidate-pair' && stat.selected === true : stat.id === transport.selectedCandidatePairId,
  );
  const local = pair && stats.find(({ id }) => id === pair.localCandidateId);
  const total = (kind: string, field: 'packetsReceived' | 'framesDecoded'): number =>
    stats.reduce((sum, stat) => sum + (stat.type === 'inbound-rtp' && stat.kind === kind ? (stat[field] ?? 0) : 0), 0);
  return {
    path: local ? (local.candidateType === 'relay' ? 'turn' : local.protocol === 'tcp' ? 'tcp' : 'udp') : null,
    audio: total('audio', 'packetsReceived'),
    video: total('video', 'packetsReceived'),
    frames: total('video', 'framesDecoded'),
    bytes: stats.reduce((sum, stat) => sum + (stat.type === 'candidate-pair' ? (stat.bytesReceived ?? 0) : 0), 0),
  };
}

const TRACE = /^a=(?:candidate:|end-of-candidates|extmap:\d+(?:\/\w+)? urn:ietf:params:rtp-hdrext:ssrc-audio-level)/;
const ABOUT_A_FORMAT = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /;

/**
 * The offer without what the relay has no use for and should not learn: addresses of the home network (it answers
 * whoever proves the password, so it needs none and nothing has to be waited for), and the loudness of each packet,
 * which would tell a listener on the way who speaks (RFC 6464). Firefox leaves feedback lines of formats that it no longer
 * offers, which strict readers refuse: those go too.
 */
export function fitForRelay(sdp: string): string {
  let formats: readonly string[] = [];
  return sdp
    .split('\r\n')
    .filter((line) => {
      if (line.startsWith('m=')) formats = line.split(' ').slice(3);
      const format = ABOUT_A_FORMAT.exec(line)?.[1];
      return !TRACE.test(line) && (format === undefined || formats.includes(format));
    })
    .join('\r\n');
}
