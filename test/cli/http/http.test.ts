/** Servers that are slow, endless, too talkative or curious: an end in time, and no secret in what is said. */
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask } from '../../../lib/cli/http/http';
import type { Server } from '../../../lib/cli/http/server';
import { refuseStatus } from '../../../lib/cli/http/prometheus-api';
import { serverOf } from '../../../lib/cli/http/server';

const open: HttpServer[] = [];

afterEach(() => {
  open.splice(0).forEach((server) => {
    server.closeAllConnections();
    server.close();
  });
});

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

const at = (url: string, changes: Partial<Server> = {}): Server => ({
  name: 'Prometheus',
  url,
  headers: {},
  authorities: undefined,
  timeoutMilliseconds: 2_000,
  ...changes,
});

const chunk = Buffer.alloc(1_048_576, 'x');

test('an answer without end is cut off', async () => {
  const url = await listening((_request, response) => {
    const more = (): void => {
      if (!response.destroyed) {
        response.write(chunk, more);
      }
    };
    more();
  });
  const before = process.memoryUsage().rss;

  await expect(ask(at(url, { timeoutMilliseconds: 20_000 }), '/x')).rejects.toThrow('exceeded max size');
  expect((process.memoryUsage().rss - before) / 1_048_576).toBeLessThan(200);
});

test.each<[string, RequestListener]>([
  ['silent', () => undefined],
  [
    'slow',
    (_request, response) => {
      const timer = setInterval(() => response.write('x'), 50);
      response.on('close', () => {
        clearInterval(timer);
      });
    },
  ],
])('a server that is %s is given up in time', async (_what, listener) => {
  const url = await listening(listener);

  await expect(ask(at(url, { timeoutMilliseconds: 300 }), '/x')).rejects.toThrow(
    `Prometheus at ${url} does not answer within 0.3 s`,
  );
});

test('redirects in circles, and to elsewhere', async () => {
  const circle = await listening((_request, response) => response.writeHead(302, { location: '/x' }).end());
  const file = await listening((_request, response) =>
    response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  );

  await expect(ask(at(circle), '/x')).rejects.toThrow('redirects in circles');
  await expect(ask(at(file), '/x')).rejects.toThrow('redirects to file: addresses');
});

test('credentials and headers go nowhere else: a redirect to there is said to be one, and followed without them', async () => {
  const seen: unknown[] = [];
  const other = await listening((_request, response) => response.end('{}'));
  const url = await listening((request, response) => {
    seen.push([request.headers['x-scope-orgid'], request.headers.authorization]);
    response.writeHead(307, { location: other }).end();
  });
  const server = serverOf(
    'Prometheus',
    url,
    { timeout: 2, header: ['X-Scope-OrgID: team-a'] },
    { PROMETHEUS_TOKEN: 'abcdef' },
  );

  await expect(ask(server, '/x')).rejects.toThrow(
    `Prometheus at ${url} redirects to ${other}, which credentials and headers are not sent to; give the address that it redirects to`,
  );
  expect(seen).toEqual([['team-a', 'Bearer abcdef']]);
  expect((await ask(at(url), '/x')).status).toBe(200);
});

test.each(['secret\n', 'secret\r\n', ' secret'])('the token %j is taken without what is around it', (token) => {
  const { headers } = serverOf('Prometheus', 'http://a', { timeout: 1 }, { PROMETHEUS_TOKEN: token });

  expect(headers['authorization']).toBe('Bearer secret');
});

test.each(['sec\nret', 'secret…'])('the token %j is refused, and not repeated', (token) => {
  const given = (): unknown => serverOf('Grafana', 'http://a', { timeout: 1 }, { GRAFANA_TOKEN: token });

  expect(given).toThrow(/^GRAFANA_TOKEN is no bearer token; allowed: [^…]*$/);
});

test.each(['X-Scope-OrgID', 'X: a\nb', 'a b: c', 'Authorization: Bearer x', ': x'])(
  '%j is no further header',
  (header) => {
    expect(() => serverOf('Prometheus', 'http://a', { timeout: 1, header: [header] }, {})).toThrow(/header/);
  },
);

test('what the server says is shown: its first line, and nothing that a terminal acts upon', () => {
  const server = serverOf('Prometheus', 'http://a', { timeout: 1 }, { PROMETHEUS_BASIC_AUTH: 'reader:letters' });
  const refuse = (status: number, body: string) => (): void => {
    refuseStatus(server, status, body);
  };

  expect(refuse(401, `no org id\nmore`)).toThrow('answers 401 (no org id): it wants credentials');
  expect(refuse(500, `\u001b[31mred\u001b[0m`)).toThrow('answers 500 (\\u001b[31mred\\u001b[0m)');
  expect(refuse(503, '<html><body>x</body></html>')).toThrow(/answers 503$/);
});
