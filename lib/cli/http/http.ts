/** Asks servers over HTTP: with credentials that no redirect carries elsewhere, an own certificate authority, a proxy, and an end. */
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { UnreachableError, UsageError } from '../exit-codes';
import { escapeForPeople } from '../../validation';
import { proxyFor } from './proxy';
import { withoutSecrets, type Server } from './server';

/** Redirects that are followed before they are taken for a circle. */
const MAXIMUM_REDIRECTS = 5;

/** Most that is read of an answer: more than any of the answers that are asked for. */
const MAXIMUM_BYTES = 32 * 1_048_576;

export class TimeoutError extends UnreachableError {}

export interface Answer {
  readonly status: number;
  /** The server's clock; undefined where it does not tell. */
  readonly date: Date | undefined;
  readonly body: string;
}

/**
 * Asks a server. A form makes it a POST. Throws a TimeoutError when there is no answer in time, an UnreachableError when it is none, or without
 * end, and a UsageError when the environment names a proxy that is none.
 */
export async function ask(server: Server, path: string, form?: URLSearchParams): Promise<Answer> {
  const start = new URL(server.url + path);
  const deadline = AbortSignal.timeout(server.timeoutMilliseconds);
  try {
    let url = start;
    for (let redirects = 0; redirects <= MAXIMUM_REDIRECTS; redirects += 1) {
      const answer = await send(server, url, form, deadline);
      if (!('location' in answer)) {
        return answer;
      }
      url = new URL(answer.location, url);
      if (!/^https?:$/.test(url.protocol)) {
        throw new UnreachableError(`${server.name} at ${server.url} redirects to ${url.protocol} addresses`);
      }
      // Whoever a redirect leads to has not been given our credentials.
      if (url.origin !== start.origin && Object.keys(server.headers).length > 0) {
        throw new UnreachableError(
          `${server.name} at ${server.url} redirects to ${said(url.origin)}, which credentials and headers are not sent to; give the address that it redirects to`,
        );
      }
    }
    throw new UnreachableError(`${server.name} at ${server.url} redirects in circles`);
  } catch (error) {
    throw error instanceof UnreachableError || error instanceof UsageError
      ? error
      : deadline.aborted
        ? new TimeoutError(
            `${server.name} at ${server.url} does not answer within ${String(server.timeoutMilliseconds / 1_000)} s`,
          )
        : new UnreachableError(describe(server, error));
  }
}

async function send(
  { authorities, headers }: Server,
  url: URL,
  form: URLSearchParams | undefined,
  signal: AbortSignal,
): Promise<Answer | { readonly location: string }> {
  const proxy = proxyFor(url, process.env);
  const tls = authorities === undefined ? {} : { ca: authorities };
  const dispatcher: Dispatcher =
    proxy === undefined
      ? new Agent({ connect: tls, maxResponseSize: MAXIMUM_BYTES })
      : // A proxy for plain HTTP is asked for the whole address; of what is encrypted it sees whom we talk to, and nothing of what is said.
        new ProxyAgent({
          uri: proxy.href,
          requestTls: tls,
          proxyTunnel: url.protocol === 'https:',
          maxResponseSize: MAXIMUM_BYTES,
        });
  try {
    const response = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: form === undefined ? 'GET' : 'POST',
      body: form?.toString() ?? null,
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
      headers: {
        host: url.host,
        accept: 'application/json',
        'user-agent': 'orchestrator-monitoring',
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
    });
    // What is not read to its end fails when the connection is closed, and nobody is there to hear it.
    response.body.on('error', () => undefined);
    const { location, date } = response.headers;
    const status = response.statusCode;
    if (typeof location === 'string' && [301, 302, 303, 307, 308].includes(status)) {
      return { location };
    }
    const body = await response.body.text();
    return { status, date: typeof date === 'string' ? new Date(date) : undefined, body };
  } finally {
    // Whatever is still to come of an answer that is not read.
    await dispatcher.destroy();
  }
}

function describe({ name, url }: Server, error: unknown): string {
  // Several addresses of one name give an error of several errors, whose own message is empty.
  const [first = error] = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error];
  const words = first instanceof Error ? first.message : String(first);
  // A server of TLS hangs up on plain HTTP, and one without TLS answers what is none.
  if (/^other side closed$|wrong version number/.test(words)) {
    return `${name} at ${url} cannot be reached: it does not answer in this protocol; is it ${url.startsWith('https:') ? 'http' : 'https'}?`;
  }
  const refused = /Proxy response \((\d+)\)/.exec(words)?.[1];
  return refused === undefined
    ? `${name} at ${url} cannot be reached: ${said(words)}`
    : `${name} at ${url} cannot be reached: the proxy answers ${refused}`;
}

/** What a server said, or an error that quotes it: its first line, without our secrets, and without what a terminal would act upon. */
export function said(words: string): string {
  const [line = ''] = withoutSecrets(words, process.env)
    .trim()
    .split(/[\r\n]/, 1);
  return escapeForPeople(line.slice(0, 200));
}
