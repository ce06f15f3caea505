/** A server from what the user gave: the address from the arguments, secrets from the environment or a file, never from an argument. */
import { X509Certificate } from 'node:crypto';
import { UsageError } from '../exit-codes';
import { readText, secretOf } from '../secrets';
import type { Server } from './http';

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
