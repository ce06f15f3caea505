/** Proxies, as the environment names them. */
import { request } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';

/** Variables that name a proxy, by the protocol of the address; the lower-case one wins, as with curl. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'http:': ['http_proxy', 'HTTP_PROXY'],
  'https:': ['https_proxy', 'HTTPS_PROXY'],
};

/** The proxy for an address; undefined where it is asked directly: this machine itself, and what NO_PROXY lists. */
export function proxyFor(url: URL, environment: NodeJS.ProcessEnv): URL | undefined {
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  const proxy = first(VARIABLES[url.protocol] ?? []);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (proxy === undefined || host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))) {
    return undefined;
  }
  const exceptions = (first(['no_proxy', 'NO_PROXY']) ?? '').split(',').map((entry) => entry.trim());
  const excepted = exceptions.some((entry) => {
    const domain = entry.replace(/^\*?\./, '');
    return entry === '*' || (domain !== '' && (host === domain || host.endsWith(`.${domain}`)));
  });
  return excepted ? undefined : new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

/** An encrypted connection through a proxy: it sees whom we talk to, and nothing of what is said. */
export async function tunnel(
  proxy: URL,
  target: URL,
  authorities: string | undefined,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const host = target.hostname;
  const authority = `${host}:${target.port === '' ? '443' : target.port}`;
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const socket = await new Promise<Socket>((resolve, reject) => {
    const connecting = request({
      host: proxy.hostname,
      port: proxy.port === '' ? 80 : proxy.port,
      method: 'CONNECT',
      path: authority,
      signal,
      agent: false,
      headers: {
        host: authority,
        ...(credentials === ':'
          ? {}
          : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
    });
    connecting.once('connect', ({ statusCode }, connected) => {
      if (statusCode === 200) {
        resolve(connected);
      } else {
        connected.destroy();
        reject(new Error(`the proxy ${proxy.host} answers ${String(statusCode)}`));
      }
    });
    connecting.once('error', reject);
    connecting.end();
  });
  return connect({ socket, servername: host, ...(authorities === undefined ? {} : { ca: authorities }) });
}
