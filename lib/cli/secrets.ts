/** Secrets that the environment holds, and how they stay out of what is written: a server may repeat the credentials that it was given. */
import { readFileSync } from 'node:fs';
import type { Output } from './output';
import { UsageError } from './exit-codes';

/** Variables that hold secrets; with `_FILE` appended, each names a file that holds it. */
const VARIABLES = ['TOKEN', 'BASIC_AUTH', 'HEADERS'].flatMap((kind) => [`PROMETHEUS_${kind}`, `GRAFANA_${kind}`]);

/** Variables with the address of a proxy, which may hold a password. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

/** Shortest text that is taken for a secret: anything shorter would take half of all words along. */
const SHORTEST = 4;

/** Characters of a secret after which the rest of it may have been cut off. */
const RECOGNIZABLE = 8;

/**
 * The value of a secret, or of the file that `<variable>_FILE` names; undefined where there is none.
 *
 * @throws UsageError where the file cannot be read
 */
export function secretOf(variable: string, environment: NodeJS.ProcessEnv): string | undefined {
  const file = environment[`${variable}_FILE`];
  const value = file === undefined || file === '' ? environment[variable] : readText(file).trim();
  return value === '' ? undefined : value;
}

/** @throws UsageError where the file cannot be read */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

/** The same output, without the secrets of the environment in it. */
export function withoutSecrets(output: Output, environment: NodeJS.ProcessEnv): Output {
  const secrets = secretsIn(environment);
  return secrets.length === 0
    ? output
    : {
        ...output,
        write: (text) => {
          output.write(redact(text, secrets));
        },
        writeError: (text) => {
          output.writeError(redact(text, secrets));
        },
      };
}

function secretsIn(environment: NodeJS.ProcessEnv): readonly string[] {
  const values = VARIABLES.flatMap((variable) => valueOf(variable, environment));
  const proxies = PROXIES.flatMap((variable) => passwordOf(environment[variable] ?? ''));
  const texts = [...values, ...proxies].flatMap((text) => [
    text,
    // The password of user:password, the value of a header; and how HTTP writes user and password.
    text.slice(text.indexOf(':') + 1).trim(),
    Buffer.from(text).toString('base64'),
    // Lines are broken at blanks.
    ...text.split(/\s+/).slice(1),
  ]);
  return [...new Set(texts.flatMap((text) => [text, inJson(text), inJson(inJson(text)), encodeURIComponent(text)]))]
    .filter((text) => text.length >= SHORTEST)
    .sort((one, other) => other.length - one.length);
}

/** As JSON has a text. What a server says is written so, and once more with --json. */
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

/** Whole secrets first, since two may begin alike; then their beginnings: long answers are cut off. */
function redact(text: string, secrets: readonly string[]): string {
  const whole = secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  return secrets.filter(({ length }) => length > RECOGNIZABLE).reduce(redactBeginnings, whole);
}

function redactBeginnings(text: string, secret: string): string {
  const head = secret.slice(0, RECOGNIZABLE);
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf(head); at !== -1; at = text.indexOf(head, from)) {
    let length = head.length;
    while (length < secret.length && text[at + length] === secret[length]) {
      length += 1;
    }
    parts.push(text.slice(from, at), '***');
    from = at + length;
  }
  return parts.join('') + text.slice(from);
}
