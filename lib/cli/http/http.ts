/** Asks servers over HTTP: with credentials that no redirect carries elsewhere, an own certificate authority, a proxy, and an end. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { UnreachableError, UsageError } from '../exit-codes';
import { proxyFor, proxyAddress, tunnel } from './proxy';

/** Redirects that are followed before they are taken for a circle. */
const MAXIMUM_REDIRECTS = 5;

/** Most that is read of an answer: more than any of the answers that are asked for. */
const MAXIMUM_BYTES = 256 * 1_048_576;

/** A server, and how to talk to it. */
export interface Server {
  /** For people: `Prometheus` or `Grafana`. */
  readonly name: string;
  /** Without a slash at its end. */
  readonly url: string;
  /** Value of the header Authorization; undefined without credentials. */
  readonly authorization: string | undefined;
  /** Further headers, names in lower case. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Certificate authorities in PEM, instead of Node's; undefined for those. */
  readonly authorities: string | undefined;
  readonly timeoutMilliseconds: number;
}

/** An answer, whatever its status. */
export interface Answer {
  readonly status: number;
  /** The server's clock; undefined where it does not tell. */
  readonly date: Date | undefined;
  readonly body: string;
}

/**
 * Asks a server. A body makes it a POST of a form.
 *
 * @throws UnreachableError when there is no answer in time
 * @throws UsageError when the environment names a proxy that is none
 */
export async function ask(server: Server, path: string, form?: URLSearchParams): Promise<Answer> {
  const start = new URL(server.url + path);
  const deadline = AbortSignal.timeout(server.timeoutMilliseconds);
  try {
    let url = start;
    for (let redirects = 0; redirects <= MAXIMUM_REDIRECTS; redirects += 1) {
      const response = await send(server, url, url.origin === start.origin, form, deadline);
      const { location } = response.headers;
      const status = response.statusCode ?? 0;
      if (location === undefined || ![301, 302, 303, 307, 308].includes(status)) {
        const { date } = response.headers;
        return { status, date: date === undefined ? undefined : new Date(date), body: await read(response) };
      }
      response.destroy();
      url = new URL(location, url);
      if (!/^https?:$/.test(url.protocol)) {
        throw new UnreachableError(`${server.name} at ${server.url} redirects to ${url.protocol} addresses`);
      }
    }
    throw new UnreachableError(`${server.name} at ${server.url} redirects in circles`);
  } catch (error) {
    throw error instanceof UnreachableError || error instanceof UsageError
      ? error
      : new UnreachableError(describe(server, error, deadline));
  }
}

async function send(
  { authorization, headers: own, authorities }: Server,
  url: URL,
  sameOrigin: boolean,
  form: URLSearchParams | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const body = form?.toString();
  const headers: Record<string, string> = {
    accept: 'application/json',
    'user-agent': 'orchestrator-monitoring',
    // Whoever a redirect leads to has not been given our credentials.
    ...(sameOrigin ? own : {}),
    ...(authorization === undefined || !sameOrigin ? {} : { authorization }),
    ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  const options: RequestOptions & { readonly ca?: string } = {
    method: body === undefined ? 'GET' : 'POST',
    signal,
    headers,
    ...(authorities === undefined ? {} : { ca: authorities }),
  };
  const proxy = proxyFor(url, process.env);
  if (proxy === undefined) {
    const direct = { ...options, agent: false };
    return respond(url.protocol === 'https:' ? httpsRequest(url, direct) : httpRequest(url, direct), body);
  }
  if (url.protocol === 'https:') {
    const socket = await tunnel(proxy, url, authorities, signal);
    // Not with `agent: false`: that makes an agent, which would connect by itself.
    return respond(httpsRequest(url, { ...options, createConnection: () => socket }), body);
  }
  // A proxy for plain HTTP is asked for the whole address.
  const via = proxyAddress(proxy);
  return respond(
    httpRequest({
      ...options,
      ...via,
      agent: false,
      headers: { ...headers, ...via.headers, host: url.host },
      path: url.href,
    }),
    body,
  );
}

function respond(request: ReturnType<typeof httpRequest>, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.end(body);
  });
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAXIMUM_BYTES) {
      throw new Error('the answer has no end');
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

function describe({ name, url, timeoutMilliseconds }: Server, error: unknown, deadline: AbortSignal): string {
  if (deadline.aborted) {
    return `${name} at ${url} does not answer within ${String(timeoutMilliseconds / 1_000)} s`;
  }
  // Several addresses of one name give an error of several errors, whose own message is empty.
  const [first = error] = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error];
  return `${name} at ${url} cannot be reached: ${first instanceof Error ? first.message : String(first)}`;
}
