// The gateway as if it were far away: lists are answered so much later, all else at once.
import { createServer, request } from 'node:http';

/** A server on a port of its own; `slow.delay` may change at any time. */
export async function slow(target, delay) {
  const { hostname, port } = new URL(target);
  const way = { url: '', delay, close: () => {} };
  const server = createServer((asked, answer) => {
    const forward = () => {
      const given = { hostname, port, path: asked.url, method: asked.method, headers: { ...asked.headers, host: `${hostname}:${port}` } };
      const far = request(given, (from) => {
        answer.writeHead(from.statusCode ?? 502, from.headers);
        from.pipe(answer);
      });
      // Aborted requests and ended streams: the other side ends too.
      far.on('error', () => answer.destroy());
      answer.on('close', () => far.destroy());
      asked.pipe(far);
    };
    if (asked.url.startsWith('/api/sessions')) setTimeout(forward, way.delay);
    else forward();
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  way.url = `http://127.0.0.1:${server.address().port}`;
  way.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return way;
}
