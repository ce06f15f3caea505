/** Servers on the loopback interface that answer as a test wants. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that runs. */
export interface FakeServer {
  readonly url: string;
  /** Every request so far. */
  readonly requests: readonly IncomingMessage[];
  readonly stop: () => Promise<void>;
}

/** Serves until it is stopped; a server of another kind can be passed, for instance one with TLS. */
export async function serve(
  listener: RequestListener,
  make: (listener: RequestListener) => Server = createServer,
  protocol = 'http',
): Promise<FakeServer> {
  const requests: IncomingMessage[] = [];
  const server = make((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with JSON, or with 404 where it has none, by the path without its parameters. */
export function answering(answers: Readonly<Record<string, unknown>>): RequestListener {
  return ({ url = '' }, response) => {
    const answer = answers[url.replace(/\?.*/, '')];
    response.statusCode = answer === undefined ? 404 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer ?? { message: 'not found' }));
  };
}

/** A Prometheus that has just been started, and knows nothing. */
export const EMPTY_PROMETHEUS = {
  '/api/v1/status/buildinfo': { status: 'success', data: { version: '3.16.0' } },
  '/api/v1/query': { status: 'success', data: { resultType: 'vector', result: [] } },
  '/api/v1/query_range': { status: 'success', data: { resultType: 'matrix', result: [] } },
  '/api/v1/targets': { status: 'success', data: { activeTargets: [] } },
  '/api/v1/rules': { status: 'success', data: { groups: [] } },
} as const;
