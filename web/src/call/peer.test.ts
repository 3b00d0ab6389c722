import { expect, it } from 'vitest';
import { withoutTraces } from './peer';

const KEPT = [
  'v=0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=extmap:3 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
  'a=rtpmap:111 opus/48000/2',
  '',
];

it.each([
  'a=candidate:1 1 udp 2122260223 192.168.1.7 54321 typ host',
  'a=end-of-candidates',
  'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'a=extmap:1/sendonly urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=on',
])('%s stays here', (line) => {
  const offer = [...KEPT.slice(0, 3), line, ...KEPT.slice(3)].join('\r\n');
  expect(withoutTraces(offer)).toBe(KEPT.join('\r\n'));
});
