/** A server from what the user gave: the address from the arguments, secrets from the environment or a file, never from an argument. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../exit-codes';
import type { Server } from './http';

/** Options that every command with servers has. */
export interface ServerOptions {
  readonly caFile?: string;
  /** Seconds. */
  readonly timeout: number;
  /** Further headers, each as `Name: value`. @default - none */
  readonly header?: readonly string[];
}

/**
 * The server `name` at an address. `<NAME>_TOKEN` is a bearer token and `<NAME>_BASIC_AUTH` is `user:password`; with `_FILE` behind, each
 * names a file that holds it.
 *
 * @throws UsageError where a file cannot be read, or the address holds a secret
 */
export function serverOf(
  name: 'Prometheus' | 'Grafana',
  url: string,
  { caFile, timeout, header = [] }: ServerOptions,
  environment: NodeJS.ProcessEnv,
): Server {
  const prefix = name.toUpperCase();
  if (!URL.canParse(url)) {
    throw new UsageError(`the address of ${name} cannot be read; allowed: http://host:port, with its path`);
  }
  const { username, password } = new URL(url);
  if (username !== '' || password !== '') {
    throw new UsageError(
      `the address of ${name} holds a user or a password, which every process on this machine can read; put them into ${prefix}_BASIC_AUTH`,
    );
  }
  const token = secret(`${prefix}_TOKEN`, environment);
  const basic = secret(`${prefix}_BASIC_AUTH`, environment);
  return {
    name,
    url,
    authorization: token === undefined ? basic && `Basic ${Buffer.from(basic).toString('base64')}` : `Bearer ${token}`,
    headers: Object.fromEntries(header.map(parseHeader)),
    secrets: [token, basic, basic?.replace(/^[^:]*:/, ''), basic && Buffer.from(basic).toString('base64')].filter(
      (secret) => secret !== undefined,
    ),
    authorities: caFile === undefined ? undefined : readText(caFile),
    timeoutMilliseconds: timeout * 1_000,
  };
}

/** Headers that are ours to say: credentials come from the environment, where no list of processes shows them. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  ...['authorization', 'proxy-authorization', 'cookie', 'host', 'content-length', 'content-type', 'transfer-encoding'],
]);

function parseHeader(text: string): readonly [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^`|~\w-]+):[ \t]*([\t\u0020-\u007e\u00a0-\u00ff]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError("a header cannot be read; allowed: 'Name: value', for instance 'X-Scope-OrgID: team-a'");
  }
  if (OWN_HEADERS.has(name.toLowerCase())) {
    throw new UsageError(`the header ${name} is not for an argument; credentials come from the environment`);
  }
  return [name, value];
}

function secret(variable: string, environment: NodeJS.ProcessEnv): string | undefined {
  const file = environment[`${variable}_FILE`];
  const value = file === undefined || file === '' ? environment[variable] : readText(file).trim();
  if (value !== undefined && /[^\t\u0020-\u007e\u00a0-\u00ff]/.test(value)) {
    throw new UsageError(`${variable} holds characters that no HTTP header can carry, such as a line end`);
  }
  return value === '' ? undefined : value;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}
