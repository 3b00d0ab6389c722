import { expect, it } from 'vitest';
import { fitForRelay } from './peer';

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
