/** Secrets that the environment holds, and how they stay out of what is quoted of servers: one may repeat the credentials that it was given. */
import { readFileSync } from 'node:fs';
import { UsageError } from './exit-codes';

/** Variables that hold secrets; with `_FILE` appended, each names a file that holds it. */
const VARIABLES = ['TOKEN', 'BASIC_AUTH', 'HEADERS'].flatMap((kind) => [`PROMETHEUS_${kind}`, `GRAFANA_${kind}`]);

/** Variables with the address of a proxy, which may hold a password. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

/** Shortest text that is taken for a secret: anything shorter would take half of all words along. */
const SHORTEST = 4;

/**
 * The value of a secret, or of the file that `<variable>_FILE` names; undefined where there is none.
 *
 * @throws UsageError where the file cannot be read
 */
export function secretOf(variable: string, environment: NodeJS.ProcessEnv): string | undefined {
  const file = environment[`${variable}_FILE`];
  const text = file === undefined || file === '' ? (environment[variable] ?? '') : readText(file);
  // Whatever wrote it, such as echo, may have ended the line.
  return text.trim() === '' ? undefined : text.trim();
}

/** @throws UsageError where the file cannot be read */
export function readText(path: string): string {
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
