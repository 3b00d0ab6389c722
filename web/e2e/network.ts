// The network that these tests stand in, and can shut, cut and leave: packet filter rules and addresses of their own
// namespace, which `./dev test` makes around them. Knows nothing of pages or calls.
import { execFileSync } from 'node:child_process';

export const value = (name: string): string => {
  const found = process.env[name];
  if (!found) throw new Error(`${name} is missing: \`./dev test\` sets it up for these tests`);
  return found;
};

const nft = (rules: string): void => void execFileSync('nft', ['-f', '-'], { input: rules });

/** Nothing is in the way any more. */
export function open(): void {
  nft('add table ip way\ndelete table ip way');
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

/** Not a packet gets through, and nobody is told. */
export const cut = (): void => rule('drop', 'drop');

/** These browsers lose the address they had and get another one; their connections go with the old one. */
export function move(): void {
  const [here, there, device] = [value('NET_HERE'), value('NET_THERE'), value('NET_DEVICE')];
  execFileSync('ip', ['address', 'delete', `${here}/24`, 'dev', device]);
  execFileSync('ip', ['address', 'add', `${there}/24`, 'dev', device]);
  execFileSync('ip', ['route', 'replace', 'default', 'via', value('NET_RELAY')]);
}
