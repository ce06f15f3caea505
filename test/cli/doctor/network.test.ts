/** How the doctor reaches a Prometheus: through proxies, and over TLS. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { requireTool } from '../../real/tools';
import { DEFAULTS_NOTICE, Workplace, type Ended } from '../command';
import { answering, EMPTY_PROMETHEUS, serve, type FakeServer } from '../fake-server';

jest.setTimeout(30_000);

let workplace: Workplace;
let servers: FakeServer[];
/** Ends of tunnels, which a server does not count among its connections and would wait for. */
let ends: Duplex[];

beforeEach(() => {
  workplace = new Workplace();
  servers = [];
  ends = [];
});

afterEach(async () => {
  ends.forEach((end) => end.destroy());
  await Promise.all(servers.map((server) => server.stop()));
  workplace.remove();
});

async function fake(...args: Parameters<typeof serve>): Promise<FakeServer> {
  const server = await serve(...args);
  servers.push(server);
  return server;
}

const doctor = (address: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ended> =>
  workplace.run(['doctor', '--prometheus', address, ...args], environment);

/** What was written, in one line. */
const words = ({ out }: Ended): string => out.replace(/\s+/g, ' ');

/** A proxy of plain HTTP that knows one Prometheus. */
function plainProxy(): Promise<FakeServer> {
  const listener = answering(EMPTY_PROMETHEUS);
  return fake((request, response) => {
    request.url = new URL(request.url ?? '').pathname;
    listener(request, response);
  });
}

/** A proxy that tunnels to one address, whatever it is asked for, or says no. */
async function tunnelTo(
  { url }: FakeServer,
  refusal?: string,
): Promise<FakeServer & { readonly tunnels: readonly IncomingMessage[] }> {
  const tunnels: IncomingMessage[] = [];
  const proxy = await fake(
    (_request, response) => response.end(),
    (listener) => {
      const server = createServer(listener);
      server.on('connect', (request, socket, head) => {
        tunnels.push(request);
        if (refusal !== undefined) {
          socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
          return;
        }
        const upstream = connect(Number(new URL(url).port), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
          upstream.write(head);
          upstream.pipe(socket).pipe(upstream);
        });
        ends.push(socket, upstream);
        // Whoever hangs up first, the other has nothing left to say.
        upstream.on('error', () => socket.destroy());
        socket.on('error', () => upstream.destroy());
      });
      return server;
    },
  );
  return { ...proxy, tunnels };
}

const basic = (userAndPassword: string): string => `Basic ${Buffer.from(userAndPassword).toString('base64')}`;

describe('doctor, through a proxy of plain HTTP,', () => {
  test('asks for the whole address', async () => {
    const proxy = await plainProxy();

    const { code } = await doctor('http://metrics.invalid:9090', [], { http_proxy: proxy.url, no_proxy: 'b.invalid' });

    expect(code).toBe(1);
    expect(proxy.requests[0]?.headers.host).toBe('metrics.invalid:9090');
    expect(proxy.requests[0]?.headers['proxy-authorization']).toBeUndefined();
  });

  test('names itself to the proxy, and to Prometheus with what is meant for Prometheus', async () => {
    const proxy = await plainProxy();
    const withUser = proxy.url.replace('//', '//us%40er:word@');

    await doctor('http://metrics.invalid', [], { http_proxy: withUser });
    await doctor('http://metrics.invalid', [], { http_proxy: withUser, PROMETHEUS_BASIC_AUTH: 'reader:letters' });

    const [first, last] = [proxy.requests[0]?.headers, proxy.requests.at(-1)?.headers];
    expect([first?.['proxy-authorization'], first?.authorization]).toEqual([basic('us@er:word'), undefined]);
    expect([last?.['proxy-authorization'], last?.authorization]).toEqual([
      basic('us@er:word'),
      basic('reader:letters'),
    ]);
  });

  test.each(['socks5://127.0.0.1:1080', 'http://['])('%s is wrong use', async (http_proxy) => {
    const { code, err } = await doctor('http://metrics.invalid', [], { http_proxy });

    expect(code).toBe(2);
    expect(err).toContain('http_proxy holds no address of an HTTP proxy; allowed: http://host:port');
  });
});

test('an authority without a certificate is wrong use', async () => {
  workplace.write('ca.pem', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');

  const { code, err } = await doctor('https://metrics.invalid', ['--ca-file', 'ca.pem'], {});

  expect(code).toBe(2);
  expect(err).toContain('--ca-file ca.pem holds no certificate that can be read; allowed: certificates in PEM');
});

requireTool('openssl')('doctor, over TLS,', () => {
  let certificate: string;

  /** A Prometheus behind TLS, with a certificate of its own making for a name and an address. */
  function secured(): Promise<FakeServer> {
    const key = join(workplace.folder, 'key.pem');
    certificate = join(workplace.folder, 'certificate.pem');
    const names = 'subjectAltName=IP:127.0.0.1,IP:192.0.2.1,IP:2001:db8::1,DNS:metrics.invalid';
    const self = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=test', '-addext', names];
    execFileSync('openssl', [...self, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    const options = { key: readFileSync(key), cert: readFileSync(certificate) };
    return fake(answering(EMPTY_PROMETHEUS), (listener) => createTlsServer(options, listener), 'https');
  }

  test('trusts an authority of one’s own, and nobody whom it does not know', async () => {
    const { url } = await secured();

    const stranger = await doctor(url, [], {});
    const known = await doctor(url, ['--ca-file', certificate], {});

    expect(stranger.code).toBe(3);
    expect(words(stranger)).toContain('self-signed certificate');
    expect(known.code).toBe(1);
  });

  test.each([
    ['https://metrics.invalid', 'metrics.invalid:443'],
    ['https://metrics.invalid:9443', 'metrics.invalid:9443'],
    ['https://192.0.2.1:9443', '192.0.2.1:9443'],
    ['https://[2001:db8::1]', '[2001:db8::1]:443'],
  ])('through a proxy to %s, which sees whom it is and not what is said', async (address, authority) => {
    const server = await secured();
    const proxy = await tunnelTo(server);
    const environment = { https_proxy: proxy.url.replace('//', '//us%40er:word@'), PROMETHEUS_TOKEN: 'letters' };

    const { code, err } = await doctor(address, ['--ca-file', certificate], environment);

    expect({ code, err }).toEqual({ code: 1, err: DEFAULTS_NOTICE });
    expect(new Set(proxy.tunnels.map(({ url }) => url))).toEqual(new Set([authority]));
    expect(proxy.tunnels[0]?.headers).toMatchObject({ 'proxy-authorization': basic('us@er:word') });
    expect(proxy.tunnels[0]?.headers.authorization).toBeUndefined();
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer letters' });
    expect(server.requests[0]?.headers['proxy-authorization']).toBeUndefined();
  });

  test('says where it is http or https', async () => {
    const secure = await secured();
    const plain = await fake(answering(EMPTY_PROMETHEUS));

    const ended = await Promise.all([
      doctor(secure.url.replace('https', 'http'), [], {}),
      doctor(plain.url.replace('http', 'https'), [], {}),
    ]);

    expect(ended.map(({ code }) => code)).toEqual([3, 3]);
    expect(ended.map(words)).toEqual([
      expect.stringContaining('it does not answer in this protocol; is it https?'),
      expect.stringContaining('it does not answer in this protocol; is it http?'),
    ]);
  });

  test('through a proxy, does not take one server for another', async () => {
    const proxy = await tunnelTo(await secured());

    const ended = await doctor('https://other.invalid', ['--ca-file', certificate], { https_proxy: proxy.url });

    expect(ended.code).toBe(3);
    expect(words(ended)).toContain("does not match certificate's altnames");
  });

  test('says that the proxy refuses', async () => {
    const proxy = await tunnelTo(await secured(), '407 Proxy Authentication Required');

    const ended = await doctor('https://metrics.invalid', [], { https_proxy: proxy.url });

    expect(ended.code).toBe(3);
    expect(words(ended)).toContain('the proxy answers 407');
  });
});
