/** Prometheus's HTTP API, as much of it as is asked here. */
import * as v from 'valibot';
import { UnreachableError } from '../exit-codes';
import { isPlainObject, plainObject, problemsOf, type Shape, textAt } from '../../validation';
import { ask, said, TimeoutError, type Answer } from './http';
import type { Server } from './server';

// What the data of answers must look like, as far as it is read here: a server in Prometheus's place may answer almost so.

/** An object with these fields, and others that nobody looks at. */
const object = <TEntries extends v.ObjectEntries>(entries: TEntries) =>
  v.pipe(plainObject('an object'), v.object(entries, 'an object'));

const text = v.string('a text');
const optionalText = v.optional(text);
const optionalNumber = v.optional(v.number('a number'));
const labels = v.pipe(plainObject('an object with labels'), v.record(v.string(), text));
const pair = v.custom<readonly [unknown, string]>(
  (value) => Array.isArray(value) && typeof value[1] === 'string',
  'a pair of a time and a text',
);

export type Labels = Readonly<Record<string, string>>;

/** The target that a series is of. */
export const targetOf = ({ job = '', instance = '' }: Labels): string => `${job} ${instance}`;

/** Values of a label among series, in order; the empty one is none. */
export function valuesOf(series: readonly Labels[], label: string): readonly string[] {
  return [...new Set(series.map((one) => one[label] ?? ''))].filter((value) => value !== '').sort();
}

/** Of a query: a vector or a matrix. A series of native histograms has neither value nor values. */
const queryData = object({
  result: v.array(
    object({ metric: labels, value: v.optional(pair), values: v.optional(v.array(pair, 'a list of pairs')) }),
    'a list of series',
  ),
});

const targetData = object({
  activeTargets: v.optional(
    v.array(object({ labels, lastError: optionalText, scrapeInterval: optionalText }), 'a list of targets'),
  ),
});

/** Of the rules. All lengths of time are in seconds. */
const ruleData = object({
  groups: v.optional(
    v.array(
      object({
        name: text,
        file: optionalText,
        interval: optionalNumber,
        // How long the last evaluation took.
        evaluationTime: optionalNumber,
        lastEvaluation: optionalText,
        rules: v.array(
          object({
            name: text,
            type: text,
            query: text,
            // `ok`, `err` or `unknown`.
            health: optionalText,
            lastError: optionalText,
            duration: optionalNumber,
            // From Prometheus 2.42 on.
            keepFiringFor: optionalNumber,
            labels: v.optional(labels),
            annotations: v.optional(labels),
            // Servers written in Go give an empty list as null, too.
            alerts: v.nullish(v.array(object({ state: text, annotations: labels }), 'a list of alerts')),
          }),
          'a list of rules',
        ),
      }),
      'a list of groups',
    ),
  ),
});

export type LoadedGroup = NonNullable<v.InferOutput<typeof ruleData>['groups']>[number];

export type LoadedRule = LoadedGroup['rules'][number];

/** Longest address that every server and proxy takes. */
const MAXIMUM_ADDRESS = 4_000;

/** What says that a server has no such path. */
const MISSING: readonly number[] = [404, 405, 501];

/** Questions in a row that are waited for in vain: further ones are not asked. */
const MOST_UNANSWERED = 2;

export interface Sample {
  readonly metric: Labels;
  readonly value: number;
}

/** Prometheus itself does not answer a question: it is wrong, or too much. */
export class RefusedError extends UnreachableError {}

/** A Prometheus. Every method throws an UnreachableError where there is no answer, or one that is none of Prometheus's. */
export class PrometheusApi {
  /** How far the server's clock is ahead of ours, in seconds; undefined before the first answer. */
  clockAhead: number | undefined;

  /** What the server warned of, such as a store that did not answer, each once: its data may be a part of all there is. */
  readonly warnings = new Set<string>();

  private unanswered = 0;

  constructor(private readonly server: Server) {}

  /** The version, or undefined where it does not tell, as servers that only speak Prometheus's language may not. */
  async version(): Promise<string | undefined> {
    return textAt(await this.get('/api/v1/status/buildinfo'), 'version');
  }

  /** When it read its configuration last, in seconds since 1970; undefined where it does not tell. */
  async configuredAt(): Promise<number | undefined> {
    const time = textAt(await this.get('/api/v1/status/runtimeinfo'), 'lastConfigTime');
    return time === undefined ? undefined : Date.parse(time) / 1_000;
  }

  async query(expression: string): Promise<readonly Sample[]> {
    const results = await this.results('/api/v1/query', { query: expression });
    return results.map(({ metric, value }) => ({ metric, value: Number(value?.[1]) }));
  }

  /** Values from so many seconds ago until now. */
  async queryRange(expression: string, seconds: number, step: number) {
    const end = Date.now() / 1_000 + (this.clockAhead ?? 0);
    const times = { start: (end - seconds).toFixed(3), end: end.toFixed(3), step: String(step) };
    const results = await this.results('/api/v1/query_range', { query: expression, ...times });
    return results.map(({ metric, values = [] }) => ({ metric, values: values.map((pair) => Number(pair[1])) }));
  }

  /** Undefined where the server scrapes nothing itself, as Mimir and Thanos do. */
  async targets() {
    return (await this.getIfThere('/api/v1/targets?state=active', targetData))?.activeTargets;
  }

  /** Undefined where the server evaluates no rules itself. */
  async rules(): Promise<readonly LoadedGroup[] | undefined> {
    return (await this.getIfThere('/api/v1/rules', ruleData))?.groups;
  }

  private async getIfThere<TShape extends Shape>(path: string, shape: TShape) {
    const data = await this.get(path);
    return data === undefined ? undefined : this.checked(path.replace(/\?.*/, ''), data, shape);
  }

  private async results(path: string, parameters: Readonly<Record<string, string>>) {
    const data = await this.get(path, new URLSearchParams(parameters));
    // A single value has no labels.
    const isSeries = !['scalar', 'string'].includes(textAt(data, 'resultType') ?? '');
    return isSeries ? this.checked(path, data, queryData).result : [];
  }

  /** Data of the shape that it must have. Throws an UnreachableError that names the place where it has another. */
  private checked<TShape extends Shape>(path: string, data: unknown, shape: TShape): v.InferOutput<TShape> {
    const [problem] = problemsOf(shape, data, 'data');
    if (problem !== undefined) {
      throw this.notPrometheus(200, said(`${path}: ${problem.path}: ${problem.message}`));
    }
    return data;
  }

  private notPrometheus(status: number, why: string): UnreachableError {
    return new UnreachableError(
      `${this.server.url} answers ${String(status)}, but not as Prometheus does (${why}): is it its address, with its path?`,
    );
  }

  /** The data of an answer; undefined where there is no such path, which every server has for questions with parameters. */
  private async get(path: string, parameters?: URLSearchParams): Promise<unknown> {
    const address = parameters === undefined ? path : `${path}?${parameters.toString()}`;
    const { status, date, body } = await (address.length > MAXIMUM_ADDRESS
      ? this.ask(path, parameters)
      : this.ask(address));
    if (date !== undefined && !Number.isNaN(date.getTime())) {
      this.clockAhead = (date.getTime() - Date.now()) / 1_000;
    }
    if (parameters === undefined && MISSING.includes(status)) {
      return undefined;
    }
    const answer = parseJson(body);
    const refusal = textAt(answer, 'error');
    if (refusal === undefined || status < 500) {
      refuseStatus(this.server, status, body);
    }
    if (!isPlainObject(answer) || answer['status'] !== 'success') {
      throw refusal === undefined
        ? this.notPrometheus(status, excerpt(body))
        : new RefusedError(`Prometheus at ${this.server.url} refuses ${path}: ${said(refusal)}`);
    }
    const { warnings } = answer;
    for (const words of Array.isArray(warnings) ? (warnings as readonly unknown[]) : []) {
      if (typeof words === 'string') {
        this.warnings.add(said(words));
      }
    }
    return answer['data'];
  }

  private async ask(address: string, parameters?: URLSearchParams): Promise<Answer> {
    if (this.unanswered === MOST_UNANSWERED) {
      throw new UnreachableError(
        `it was not asked: Prometheus left the ${String(MOST_UNANSWERED)} questions before unanswered`,
      );
    }
    try {
      const answer = await ask(this.server, address, parameters);
      this.unanswered = 0;
      return answer;
    } catch (error) {
      this.unanswered = error instanceof TimeoutError ? this.unanswered + 1 : 0;
      throw error;
    }
  }
}

/** Throws an UnreachableError that says what a status means, and what the server said about it. */
export function refuseStatus({ name, url, headers }: Server, status: number, body = ''): void {
  const words = said(body.startsWith('<') ? '' : body);
  const answer = `${name} at ${url} answers ${String(status)}${words === '' ? '' : ` (${words})`}`;
  const prefix = name.toUpperCase();
  if (status === 401 || status === 403 || status === 407) {
    const header = name === 'Grafana' ? 'X-Grafana-Org-Id (--grafana-header)' : 'X-Scope-OrgID (--header)';
    const given =
      headers['authorization'] === undefined ? 'none were given' : 'those that were given were not accepted';
    throw new UnreachableError(
      `${answer}: it wants credentials, and ${given}; set ${prefix}_TOKEN or ${prefix}_BASIC_AUTH (user:password), or the same with _FILE, or a header that it asks for, such as ${header}`,
    );
  }
  if (status === 429) {
    throw new UnreachableError(`${answer}: it was asked too much; try again later, or raise its limit`);
  }
  if (status >= 500) {
    throw new UnreachableError(answer);
  }
}

/** A value as JSON says it; undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function excerpt(body: string): string {
  const words = said(body.replace(/\s+/g, ' ')).slice(0, 60);
  return words === '' ? 'nothing' : `"${words}"`;
}
