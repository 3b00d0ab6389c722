import { expect, it } from 'vitest';
import { fitForRelay, seen, type Stat } from './peer';

const KEPT = [
  'v=0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=extmap:3 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'a=rtpmap:111 opus/48000/2',
  'm=video 9 UDP/TLS/RTP/SAVPF 120 124',
  'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
  'a=rtpmap:120 VP8/90000',
  'a=rtcp-fb:120 nack pli',
  'a=rtcp-fb:* transport-cc',
  'a=fmtp:124 apt=120',
  '',
];

it('an offer with nothing to take away stays as it is', () => {
  expect(fitForRelay(KEPT.join('\r\n'))).toBe(KEPT.join('\r\n'));
});

it.each([
  ['a home address', 'a=candidate:1 1 udp 2122260223 192.168.1.7 54321 typ host'],
  ['the end of the addresses', 'a=end-of-candidates'],
  ['loudness', 'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level'],
  ['loudness one way', 'a=extmap:1/sendonly urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=on'],
  ['feedback of a format not offered', 'a=rtcp-fb:121 nack'],
  ['a format of another line', 'a=rtpmap:111 opus/48000/2'],
  ['parameters of a format not offered', 'a=fmtp:99 profile-id=0'],
])('%s stays here', (_, line) => {
  const offer = [...KEPT.slice(0, 6), line, ...KEPT.slice(6)].join('\r\n');
  expect(fitForRelay(offer)).toBe(KEPT.join('\r\n'));
});

const PAIR = { type: 'candidate-pair', localCandidateId: 'L' };
it.each<[string, Stat[], ReturnType<typeof seen>]>([
  ['nothing yet', [], { path: null, audio: 0, video: 0, frames: 0, bytes: 0 }],
  [
    'the pair that the transport names',
    [{ id: 'T', type: 'transport', selectedCandidatePairId: 'P' }, { id: 'O', ...PAIR, localCandidateId: 'X', bytesReceived: 7 }, { id: 'P', ...PAIR, bytesReceived: 30 }, { id: 'L', type: 'local-candidate', protocol: 'tcp' }],
    { path: 'tcp', audio: 0, video: 0, frames: 0, bytes: 37 },
  ],
  [
    'the pair that is marked, with what came',
    [{ id: 'P', ...PAIR, selected: true, bytesReceived: 5 }, { id: 'L', type: 'local-candidate', candidateType: 'relay' }, { id: 'A', type: 'inbound-rtp', kind: 'audio', packetsReceived: 50 }, { id: 'V', type: 'inbound-rtp', kind: 'video', packetsReceived: 9, framesDecoded: 3 }],
    { path: 'turn', audio: 50, video: 9, frames: 3, bytes: 5 },
  ],
])('statistics: %s', (_, stats, expected) => expect(seen(stats)).toEqual(expected));
