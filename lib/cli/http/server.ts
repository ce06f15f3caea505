/** A server from what the user gave: the address from the arguments, secrets from the environment or a file, never from an argument. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UsageError } from '../exit-codes';

export interface Server {
  /** For people: `Prometheus` or `Grafana`. */
  readonly name: string;
  /** Without a slash at its end. */
  readonly url: string;
  /** Headers beside our own: credentials, and what a server asks for, such as `x-scope-orgid`. A redirect to elsewhere is not followed with them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Certificate authorities in PEM, instead of Node's; undefined for those. */
  readonly authorities: string | undefined;
  readonly timeoutMilliseconds: number;
}

export interface ServerOptions {
  /** Headers that are no secret, such as a tenant, each as `Name: value`. */
  readonly header?: readonly string[] | undefined;
  readonly caFile?: string;
  /** Seconds. */
  readonly timeout: number;
}

/** Headers that the connection or the kind of request sets, and the one that `<NAME>_TOKEN` is for. */
const RESERVED = ['authorization', 'host', 'connection', 'content-length', 'content-type', 'transfer-encoding'];

/**
 * The server `name` at an address. `<NAME>_TOKEN` is a bearer token, `<NAME>_BASIC_AUTH` is `user:password`, and `<NAME>_HEADERS` are secret
 * headers, one a line; with `_FILE` appended, each names a file that holds it.
 *
 * @throws UsageError where a file cannot be read or holds no certificate, or a header or token is none
 */
export function serverOf(
  name: 'Prometheus' | 'Grafana',
  url: string,
  { header = [], caFile, timeout }: ServerOptions,
  environment: NodeJS.ProcessEnv,
): Server {
  const prefix = name.toUpperCase();
  const token = secretOf(`${prefix}_TOKEN`, environment);
  const basic = secretOf(`${prefix}_BASIC_AUTH`, environment);
  const secret = (secretOf(`${prefix}_HEADERS`, environment) ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
  if (token !== undefined && !/^[ -~]+$/.test(token)) {
    throw new UsageError(
      `${prefix}_TOKEN is no bearer token; allowed: letters, digits and signs of ASCII, on one line`,
    );
  }
  const authorization =
    token === undefined ? basic && `Basic ${Buffer.from(basic).toString('base64')}` : `Bearer ${token}`;
  return {
    name,
    url,
    headers: Object.fromEntries([
      ...header.map((text) => headerOf(text, `found ${JSON.stringify(text)}`, prefix)),
      ...secret.map((text, index) => headerOf(text, `line ${String(index + 1)} of ${prefix}_HEADERS`, prefix)),
      ...(authorization === undefined ? [] : [['authorization', authorization] as const]),
    ]),
    authorities: caFile === undefined ? undefined : authoritiesOf(caFile),
    timeoutMilliseconds: timeout * 1_000,
  };
}

/** The text of a file with certificates, which would do nothing without one. */
function authoritiesOf(path: string): string {
  const text = readText(path);
  try {
    new X509Certificate(text);
    return text;
  } catch {
    throw new UsageError(`--ca-file ${path} holds no certificate that can be read; allowed: certificates in PEM`);
  }
}

/** A header as `Name: value`. A secret one is not repeated in the message. */
function headerOf(text: string, where: string, prefix: string): readonly [string, string] {
  const [, name, value] = /^([!#$%&'*+.^`|~\w-]+):[ \t]*([\t\u0020-\u007e\u00a0-\u00ff]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError(`${where} is not a header; allowed: "Name: value", for instance "X-Scope-OrgID: team"`);
  }
  if (RESERVED.includes(name.toLowerCase())) {
    throw new UsageError(
      `the header ${name} cannot be set${name.toLowerCase() === 'authorization' ? `; use ${prefix}_TOKEN or ${prefix}_BASIC_AUTH, which no other process can read` : ''}`,
    );
  }
  return [name.toLowerCase(), value.trimEnd()];
}

/** Variables that hold secrets; with `_FILE` appended, each names a file that holds it. */
const VARIABLES = ['TOKEN', 'BASIC_AUTH', 'HEADERS'].flatMap((kind) => [`PROMETHEUS_${kind}`, `GRAFANA_${kind}`]);

/** Variables with the address of a proxy, which may hold a password. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

/** Shortest text that is taken for a secret: anything shorter would take half of all words along. */
const SHORTEST = 4;

/** The value of a secret, or of the file that `<variable>_FILE` names; undefined where there is none. */
function secretOf(variable: string, environment: NodeJS.ProcessEnv): string | undefined {
  const file = environment[`${variable}_FILE`];
  const text = file === undefined || file === '' ? (environment[variable] ?? '') : readText(file);
  // Whatever wrote it, such as echo, may have ended the line.
  return text.trim() === '' ? undefined : text.trim();
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

/** What a server said, without the secrets of the environment that it repeats. */
export function withoutSecrets(words: string, environment: NodeJS.ProcessEnv): string {
  // Whole secrets first, since two may begin alike.
  return secretsIn(environment).reduce((rest, secret) => rest.replaceAll(secret, '***'), words);
}

function secretsIn(environment: NodeJS.ProcessEnv): readonly string[] {
  const values = VARIABLES.flatMap((variable) => valueOf(variable, environment));
  const proxies = PROXIES.flatMap((variable) => passwordOf(environment[variable] ?? ''));
  const texts = [...values, ...proxies].flatMap((text) => [
    text,
    // The password of user:password, the value of a header; and how HTTP writes user and password.
    text.slice(text.indexOf(':') + 1).trim(),
    Buffer.from(text).toString('base64'),
  ]);
  return (
    texts
      // Some answers are shown on one line.
      .flatMap((text) => [
        text,
        text.replace(/\s+/g, ' '),
        inJson(text),
        inJson(inJson(text)),
        encodeURIComponent(text),
      ])
      .filter((text) => text.length >= SHORTEST)
      .sort((one, other) => other.length - one.length)
  );
}

/** As JSON has a text. A server may have JSON in JSON. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Each line of headers is a secret of its own. A file that cannot be read is the business of the command that needs it. */
function valueOf(variable: string, environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    return (secretOf(variable, environment) ?? '').split('\n').filter((line) => line !== '');
  } catch (error) {
    if (error instanceof UsageError) {
      return [];
    }
    throw error;
  }
}

function passwordOf(address: string): readonly string[] {
  const password = URL.canParse(address) ? new URL(address).password : '';
  return password === '' ? [] : [password, decodeURIComponent(password)];
}
