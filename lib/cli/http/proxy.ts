/** Proxies, as the environment names them. */
import { request } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { UsageError } from '../exit-codes';

/** Variables that name a proxy, by the protocol of the address; the lower-case one wins, as with curl. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'http:': ['http_proxy', 'HTTP_PROXY'],
  'https:': ['https_proxy', 'HTTPS_PROXY'],
};

/**
 * The proxy for an address; undefined where it is asked directly: this machine itself, and what NO_PROXY lists.
 *
 * @throws UsageError where the environment names something that is no proxy of plain HTTP
 */
export function proxyFor(url: URL, environment: NodeJS.ProcessEnv): URL | undefined {
  const named = (name: string): boolean => (environment[name] ?? '') !== '';
  const variable = (VARIABLES[url.protocol] ?? []).find(named);
  const host = hostOf(url);
  if (
    variable === undefined ||
    host === 'localhost' ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  ) {
    return undefined;
  }
  const list = ['no_proxy', 'NO_PROXY'].find(named);
  const exceptions = (environment[list ?? ''] ?? '').split(',').map((entry) => entry.trim());
  const excepted = exceptions.some((entry) => {
    const domain = entry.replace(/^\*?\./, '');
    return entry === '*' || (domain !== '' && (host === domain || host.endsWith(`.${domain}`)));
  });
  return excepted ? undefined : parseProxy(variable, environment[variable] ?? '');
}

/** The value stays out of the messages: it may hold a password. */
function parseProxy(variable: string, value: string): URL {
  const address = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(address)) {
    throw new UsageError(`${variable} holds no address of a proxy; allowed: http://host:port`);
  }
  const proxy = new URL(address);
  if (proxy.protocol !== 'http:') {
    throw new UsageError(
      `${variable} names a proxy of the kind ${proxy.protocol.replace(':', '')}; allowed: http (an https address is reached through it all the same)`,
    );
  }
  return proxy;
}

/** Name or address of a host, without the brackets of IPv6. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** How to reach a proxy, as options of a request. */
export interface ProxyAddress {
  readonly host: string;
  readonly port: string | number;
  /** What one names oneself by to the proxy; none where it wants no credentials. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How to reach a proxy, and to name oneself to it. */
export function proxyAddress(proxy: URL): ProxyAddress {
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return {
    host: hostOf(proxy),
    port: proxy.port === '' ? 80 : proxy.port,
    headers:
      credentials === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` },
  };
}

/** An encrypted connection through a proxy: it sees whom we talk to, and nothing of what is said. */
export async function tunnel(
  proxy: URL,
  target: URL,
  authorities: string | undefined,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const authority = `${target.hostname}:${target.port === '' ? '443' : target.port}`;
  const { headers, ...address } = proxyAddress(proxy);
  const socket = await new Promise<Socket>((resolve, reject) => {
    const connecting = request({
      ...address,
      method: 'CONNECT',
      path: authority,
      signal,
      agent: false,
      headers: { ...headers, host: authority },
    });
    connecting.once('connect', ({ statusCode }, connected) => {
      if (statusCode === 200) {
        resolve(connected);
      } else {
        connected.destroy();
        reject(new Error(`the proxy ${hostOf(proxy)} answers ${String(statusCode)}`));
      }
    });
    connecting.once('error', reject);
    connecting.end();
  });
  const host = hostOf(target);
  return connect({
    socket,
    // Whom the certificate must name. An address is no server name in TLS.
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(authorities === undefined ? {} : { ca: authorities }),
  });
}
