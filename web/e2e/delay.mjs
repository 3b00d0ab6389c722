// A slow line for datagrams: node delay.mjs LISTEN_PORT TARGET_HOST:PORT MS FIRST_PORT. Each sender gets a socket of its own towards
// the target, from FIRST_PORT upwards, by which a packet filter can tell what was delayed already; both ways wait.
import { createSocket } from 'node:dgram';

const [port, target, ms, first] = process.argv.slice(2);
const [host, to] = target.split(':');
const far = new Map();
const near = createSocket('udp4');

function socketOf({ address, port }) {
  const name = `${address}:${port}`;
  const known = far.get(name);
  if (known) return known;
  const socket = createSocket('udp4');
  socket.bind(Number(first) + far.size);
  socket.on('message', (bytes) => setTimeout(() => near.send(bytes, port, address), Number(ms)));
  far.set(name, socket);
  return socket;
}

near.on('message', (bytes, from) => setTimeout(() => socketOf(from).send(bytes, Number(to), host), Number(ms)));
near.bind(Number(port));
