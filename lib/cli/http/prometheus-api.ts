/** Prometheus's HTTP API, as much of it as is asked here. */
import { UnreachableError } from '../exit-codes';
import { isPlainObject as isObject, problemsOf, type Shape } from '../../validation';
import type { InferOutput } from 'valibot';
import { ask, said, TimeoutError, type Answer, type Server } from './http';
import { isScalar, queryData, ruleData, targetData, type Labels, type LoadedGroup } from './prometheus-shape';

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

export interface Range {
  readonly metric: Labels;
  readonly values: readonly number[];
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
    const data = await this.get('/api/v1/status/buildinfo', undefined, true);
    return isObject(data) && typeof data['version'] === 'string' ? data['version'] : undefined;
  }

  /** When it read its configuration last, in seconds since 1970; undefined where it does not tell. */
  async configuredAt(): Promise<number | undefined> {
    const data = await this.get('/api/v1/status/runtimeinfo', undefined, true);
    return isObject(data) && typeof data['lastConfigTime'] === 'string'
      ? Date.parse(data['lastConfigTime']) / 1_000
      : undefined;
  }

  async query(expression: string): Promise<readonly Sample[]> {
    const data = await this.get('/api/v1/query', new URLSearchParams({ query: expression }));
    return this.resultsOf('/api/v1/query', data).map(({ metric, value }) => ({ metric, value: Number(value?.[1]) }));
  }

  /** Values from so many seconds ago until now. */
  async queryRange(expression: string, seconds: number, step: number): Promise<readonly Range[]> {
    const end = Date.now() / 1_000 + (this.clockAhead ?? 0);
    const data = await this.get(
      '/api/v1/query_range',
      new URLSearchParams({
        query: expression,
        start: (end - seconds).toFixed(3),
        end: end.toFixed(3),
        step: String(step),
      }),
    );
    return this.resultsOf('/api/v1/query_range', data).map(({ metric, values = [] }) => ({
      metric,
      values: values.map((pair) => Number(pair[1])),
    }));
  }

  /** Undefined where the server scrapes nothing itself, as Mimir and Thanos do. */
  async targets() {
    return (await this.getIfThere('/api/v1/targets?state=active', targetData))?.activeTargets;
  }

  /** Undefined where the server evaluates no rules itself. */
  async rules(): Promise<readonly LoadedGroup[] | undefined> {
    return (await this.getIfThere('/api/v1/rules', ruleData))?.groups;
  }

  private async getIfThere<TShape extends Shape>(
    path: string,
    shape: TShape,
  ): Promise<InferOutput<TShape> | undefined> {
    const data = await this.get(path, undefined, true);
    return data === undefined ? undefined : this.checked(path.replace(/\?.*/, ''), data, shape);
  }

  private resultsOf(path: string, data: unknown) {
    return isScalar(data) ? [] : this.checked(path, data, queryData).result;
  }

  /** Data of the shape that it must have. Throws an UnreachableError that names the place where it has another. */
  private checked<TShape extends Shape>(path: string, data: unknown, shape: TShape): InferOutput<TShape> {
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

  private async get(path: string, parameters?: URLSearchParams, mayBeMissing = false): Promise<unknown> {
    const address = parameters === undefined ? path : `${path}?${parameters.toString()}`;
    const { status, date, body } = await (address.length > MAXIMUM_ADDRESS
      ? this.ask(path, parameters)
      : this.ask(address));
    if (date !== undefined && !Number.isNaN(date.getTime())) {
      this.clockAhead = (date.getTime() - Date.now()) / 1_000;
    }
    if (mayBeMissing && MISSING.includes(status)) {
      return undefined;
    }
    const answer = parseJson(body);
    const refusal = isObject(answer) && typeof answer['error'] === 'string' ? answer['error'] : undefined;
    if (refusal === undefined || status < 500) {
      refuseStatus(this.server, status, body);
    }
    if (!isObject(answer) || answer['status'] !== 'success') {
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
