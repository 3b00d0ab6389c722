// Passes connections on: node forward.mjs LISTEN_HOST:PORT TARGET_HOST:PORT. Tests stand in a network of their own, where
// the pages must still be on localhost: browsers give a camera to nobody else over plain HTTP.
import { connect, createServer } from 'node:net';

const place = (text) => {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at), port: Number(text.slice(at + 1)) };
};
const [listen, target] = process.argv.slice(2).map(place);

createServer((near) => {
  const far = connect(target);
  near.pipe(far).pipe(near);
  // Either end may go at any time: the other one follows.
  near.on('error', () => far.destroy()).on('close', () => far.destroy());
  far.on('error', () => near.destroy()).on('close', () => near.destroy());
}).listen(listen.port, listen.host);
