// Serves the example and passes everything under /api on to a running Sidak, so that page and API are one site.
// Usage: node serve.mjs http://127.0.0.1:8080 [port]
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';

const sidak = new URL(process.argv[2] ?? 'http://127.0.0.1:8080');
const FILES = { '/': ['index.html', 'text/html; charset=utf-8'], '/client.js': ['client.js', 'text/javascript; charset=utf-8'] };

/** As if the page came from Sidak itself: it compares `Origin` with `Host`. */
const forward = (from) =>
  request({ host: sidak.hostname, port: sidak.port, method: from.method, path: from.url, headers: { ...from.headers, host: sidak.host, origin: sidak.origin } });

const server = createServer((from, to) => {
  const file = FILES[from.url];
  if (file) return to.writeHead(200, { 'content-type': file[1] }).end(readFileSync(new URL(file[0], import.meta.url)));
  const onward = forward(from);
  onward.on('response', (answer) => answer.pipe(to.writeHead(answer.statusCode ?? 502, answer.headers)));
  onward.on('error', () => to.writeHead(502).end());
  from.pipe(onward);
});
server.on('upgrade', (from, socket) => {
  const onward = forward(from);
  onward.on('upgrade', (answer, other) => {
    const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join('')}\r\n`);
    other.pipe(socket).pipe(other);
    socket.on('error', () => other.destroy());
    other.on('error', () => socket.destroy());
  });
  onward.on('response', () => socket.destroy());
  onward.on('error', () => socket.destroy());
  onward.end();
});
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
