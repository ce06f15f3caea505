/** Proxies, as the environment names them. */
import { BlockList, isIP } from 'node:net';
import { UsageError } from '../exit-codes';

/** The proxy for an address; undefined where it is asked directly: this machine itself, and what NO_PROXY lists. */
export function proxyFor(url: URL, environment: NodeJS.ProcessEnv): URL | undefined {
  const named = (one: string): boolean => (environment[one] ?? '') !== '';
  // The lower-case one wins, as with curl.
  const name = url.protocol.replace(':', '_proxy');
  const variable = [name, name.toUpperCase()].find(named);
  // Without the brackets of IPv6.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (variable === undefined || (isIP(host) === 4 && host.startsWith('127.'))) {
    return undefined;
  }
  const list = ['no_proxy', 'NO_PROXY'].find(named) ?? '';
  const exceptions = ['localhost', '::1', ...(environment[list] ?? '').toLowerCase().split(/[\s,]+/)];
  const usual = url.protocol === 'https:' ? '443' : '80';
  const excepted = exceptions.some((entry) => {
    // `host`, `host:port` or `[address]:port`; an address of IPv6 by itself has colons of its own.
    const [, address = '', name = address, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? ['', entry];
    const domain = name.replace(/^\*?\./, '');
    return (
      (port === undefined || port === (url.port === '' ? usual : url.port)) &&
      (entry === '*' || isInRange(host, entry) || (domain !== '' && (host === domain || host.endsWith(`.${domain}`))))
    );
  });
  return excepted ? undefined : parseProxy(variable, environment[variable] ?? '');
}

/** Whether a host is an address of a range such as `192.0.2.0/24`. */
function isInRange(host: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const version = isIP(network);
  const [family, longest] = version === 4 ? (['ipv4', 32] as const) : (['ipv6', 128] as const);
  if (version === 0 || version !== isIP(host) || !/^\d+$/.test(bits) || Number(bits) > longest) {
    return false;
  }
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, family);
}

/** Throws a UsageError for what is no proxy of plain HTTP. The value stays out of the message: it may hold a password. */
function parseProxy(variable: string, value: string): URL {
  const address = value.includes('://') ? value : `http://${value}`;
  if (!address.startsWith('http://') || !URL.canParse(address)) {
    throw new UsageError(
      `${variable} holds no address of an HTTP proxy; allowed: http://host:port (an https address is reached through it all the same)`,
    );
  }
  return new URL(address);
}
