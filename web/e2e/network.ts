// The network that these tests stand in, and can shut, worsen and cut: packet filter rules of their own namespace, which
// `./dev test` makes around them. Knows nothing of pages or calls.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const value = (name: string): string => {
  const found = process.env[name];
  if (!found) throw new Error(`${name} is missing: \`./dev test\` sets up the network for these tests`);
  return found;
};

const nft = (rules: string): void => void execFileSync('nft', ['-f', '-'], { input: rules });
const ip = (...words: string[]): void => void execFileSync('ip', words);
let slow: ChildProcess | undefined;

/** Nothing is in the way any more. */
export function open(): void {
  nft('add table ip way\ndelete table ip way');
  slow?.kill();
  slow = undefined;
}

/** One rule for what leaves and one for what comes in; what stays on this machine is let be. */
function rule(leaving: string, coming: string): void {
  open();
  nft(`table ip way {
    chain leaving { type filter hook output priority 0; oifname "lo" accept; ${leaving};
    }
    chain coming { type filter hook input priority 0; iifname "lo" accept; ${coming};
    }
  }`);
}

/** No datagrams, and no TURN either: what is left is the relay's own port. */
export const shutUdp = (): void =>
  rule(`meta l4proto udp drop; tcp dport ${value('NET_TURN')} reject with tcp reset`, 'meta l4proto udp drop');

/** What office networks with a proxy let out: no datagrams, and nothing to the relay's own port. */
export const onlyTls = (): void => rule(`meta l4proto udp drop; tcp dport ${value('NET_MEDIA')} reject with tcp reset`, 'meta l4proto udp drop');

/** Browsers go over to TCP when datagrams do badly: not here, where datagrams are looked at. */
const noTcp = (): string => `tcp dport { ${value('NET_MEDIA')}, ${value('NET_TURN')} } reject with tcp reset`;

/** Of a hundred datagrams each way so many are lost. */
export function lose(percent: number): void {
  const drop = `meta l4proto udp numgen random mod 100 < ${percent} drop`;
  rule(`${drop}; ${noTcp()}`, drop);
}

/** Datagrams to the relay, and back, take so much longer each way: those of flows that begin after this. */
export function delay(ms: number): void {
  rule(noTcp(), 'accept');
  const [here, media, first] = [value('NET_HERE'), value('NET_MEDIA'), 7450];
  const script = fileURLToPath(new URL('delay.mjs', import.meta.url));
  slow = spawn('node', [script, '7449', `${value('NET_RELAY')}:${media}`, String(ms), String(first)], { stdio: 'inherit' });
  nft(`table ip way {
    chain detour { type nat hook output priority -100; udp dport ${media} udp sport != ${first}-7499 dnat to ${here}:7449; }
  }`);
}

/** Not a packet gets through, and nobody is told. */
export const cut = (): void => rule('drop', 'drop');

/** As when a phone leaves the Wi-Fi: another address, and what stood on the old one is gone. */
export function move(): void {
  const [device, relay, here] = [value('NET_DEVICE'), value('NET_RELAY'), value('NET_HERE')];
  ip('address', 'flush', 'dev', device);
  ip('address', 'add', `${here.replace(/\d+$/, '77')}/24`, 'dev', device);
  ip('route', 'replace', 'default', 'via', relay);
}
