import { createMixin } from '../../../lib';
import { createLagQuestions } from '../../../lib/orchestrator';
import { diagnoseLag } from '../../../lib/cli/doctor/lag';
import type { Sample } from '../../../lib/cli/http/prometheus-api';

const MIXIN = createMixin({ database: { exporter: 'postgres_exporter', selector: { job: 'database' } } });
const QUESTIONS = createLagQuestions(MIXIN)!;
const sample = (value: number, metric: Record<string, string> = {}): Sample => ({ metric, value });
const projection = (name: string, value: number): Sample => sample(value, { replica_set: 'main', projection: name });

/** Answers that are not given are those of a healthy database. */
async function findings(answers: Readonly<Record<string, readonly Sample[]>>): Promise<readonly string[]> {
  const healthy: Record<string, readonly Sample[]> = {
    [QUESTIONS.exporter]: [sample(1)],
    ...Object.fromEntries(QUESTIONS.answers.map(({ expression }) => [expression, [sample(1)]])),
  };
  const api = { query: (expression: string) => Promise.resolve([...({ ...healthy, ...answers }[expression] ?? [])]) };
  const found = await diagnoseLag(api, MIXIN, () => undefined);
  return found.map(({ severity, code, what }) => `${severity} ${code}: ${what}`);
}

test('nothing to say of a healthy database, nor without one', async () => {
  expect(await findings({})).toEqual([]);
  const api = { query: () => Promise.reject(new Error('asked')) };
  expect(await diagnoseLag(api, createMixin(), () => undefined)).toEqual([]);
});

test.each([
  ['lag-exporter-missing', []],
  ['lag-exporter-down', [sample(0, { instance: 'a' })]],
])('%s', async (code, targets) => {
  expect(await findings({ [QUESTIONS.exporter]: targets })).toEqual([expect.stringMatching(`^error ${code}: `)]);
});

test('a query without an answer', async () => {
  expect(await findings({ [QUESTIONS.answers[3]!.expression]: [] })).toEqual([
    'warning lag-query-unanswered: 1 of the 4 queries of the database give nothing',
  ]);
});

test('an exporter that complains although every query has an answer', async () => {
  expect(await findings({ [QUESTIONS.complaints!]: [sample(1)] })).toEqual([
    'warning lag-query-unanswered: The exporter of the database reports an error',
  ]);
});

test('projections that are stuck, behind and catching up, each once', async () => {
  const answers = {
    [QUESTIONS.stuck]: [projection('orders', 1)],
    [QUESTIONS.behind]: [projection('orders', 900), projection('totals', 61), projection('fine', 59)],
    [QUESTIONS.lag]: ['orders', 'totals', 'rebuilt'].map((name) => projection(name, 7_200)),
    [QUESTIONS.catchUp]: [projection('rebuilt', 300)],
  };
  expect(await findings(answers)).toEqual([
    'error projection-stuck: Projection orders of replica set main is stuck',
    'warning projection-behind: Projection totals of replica set main is behind, and does not catch up',
    'note projection-catching-up: Projection rebuilt of replica set main is behind, and catches up',
  ]);
});
