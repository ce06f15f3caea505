/** Does the database say how far behind the projections are, and are they. */
import { createLagQuestions, lagThreshold, type LagQuestions, type Mixin } from '../../orchestrator';
import type { PrometheusApi, Sample } from '../http/prometheus-api';
import type { Labels } from '../http/prometheus-api';
import { found, type DoctorFinding } from './finding';

type Asked = Pick<PrometheusApi, 'query'>;

/** Findings about the exporter of the database and what it says; none without `database`. */
export async function diagnoseLag(
  api: Asked,
  mixin: Mixin,
  say: (what: string) => void,
): Promise<readonly DoctorFinding[]> {
  const questions = createLagQuestions(mixin);
  if (questions === undefined) {
    return [];
  }
  say('asking Prometheus how far behind the projections are');
  const targets = await api.query(questions.exporter);
  const down = targets.filter(({ value }) => value === 0);
  if (targets.length === 0 || down.length === targets.length) {
    return withoutExporter(questions, down);
  }
  return [...(await unanswered(api, questions)), ...(await projections(api, questions, lagThreshold(mixin)))];
}

function withoutExporter({ exporter }: LagQuestions, down: readonly Sample[]): readonly DoctorFinding[] {
  return down.length === 0
    ? found({
        severity: 'error',
        code: 'lag-exporter-missing',
        what: 'Prometheus scrapes no exporter of the database, so that nobody sees how far behind the projections are',
        evidence: [`nothing answers to ${exporter}`],
        fix: 'run the exporter with database/queries.yaml and have it scraped, or set database.selector to the labels of its target; docs/lag.md says how',
      })
    : found({
        severity: 'error',
        code: 'lag-exporter-down',
        what: 'The exporter of the database does not answer, so that nobody sees how far behind the projections are',
        evidence: down.map(({ metric }) => `${metric['instance'] ?? 'a target'} is down`),
        fix: 'look at the log of the exporter: is the database there, and does it let the role in?',
      });
}

async function unanswered(api: Asked, questions: LagQuestions): Promise<readonly DoctorFinding[]> {
  const missing: string[] = [];
  for (const { query, expression } of questions.answers) {
    if ((await api.query(expression)).length === 0) {
      missing.push(query);
    }
  }
  const complaints = questions.complaints === undefined ? [] : await api.query(questions.complaints);
  return found({
    severity: 'warning',
    code: 'lag-query-unanswered',
    what:
      missing.length === 0
        ? 'The exporter of the database reports an error'
        : `${String(missing.length)} of the ${String(questions.answers.length)} queries of the database give nothing`,
    evidence: [
      ...missing.map((query) => `no series of ${query}`),
      ...complaints.map(({ metric }) => `${metric['__name__'] ?? 'the exporter'} says that it has an error`),
    ],
    fix: 'look at the log of the exporter: refused (run database/role.sql), no such table (set database.tables), timed out (who holds a lock?), the exporter asks a standby, its samples arrive more than a minute late, or the queries were never loaded; before the first worker has run there is nothing to report',
  });
}

async function projections(api: Asked, questions: LagQuestions, threshold: number): Promise<readonly DoctorFinding[]> {
  // What is the worst of a projection says enough about it.
  const told = new Set<string>();
  const untold = async (question: string, least?: number): Promise<readonly Sample[]> => {
    const samples = (await api.query(question)).filter(
      ({ metric, value }) => (least === undefined || value > least) && !told.has(nameOf(metric)),
    );
    samples.forEach(({ metric }) => told.add(nameOf(metric)));
    return samples;
  };
  const stuck = await untold(questions.stuck);
  const behind = await untold(questions.behind, threshold);
  const catchUp = new Map((await api.query(questions.catchUp)).map(({ metric, value }) => [nameOf(metric), value]));
  const catching = (await untold(questions.lag, threshold)).filter(({ metric }) => catchUp.has(nameOf(metric)));
  return [
    ...stuck.map(({ metric, value }): DoctorFinding => ({
      severity: 'error',
      code: 'projection-stuck',
      what: `${nameOf(metric)} is stuck`,
      evidence: [
        `${String(value)} of its partitions have not moved for two minutes, although there were events to handle all the while`,
      ],
      fix: 'its handler hangs or keeps failing, a lock holds it up, its checkpoint lies beyond the newest event, or it was retired: OrchestratorProjectionStuck in the runbook says how to find out',
    })),
    ...behind.map(({ metric, value }): DoctorFinding => ({
      severity: 'warning',
      code: 'projection-behind',
      what: `${nameOf(metric)} is behind, and does not catch up`,
      evidence: [`${duration(value)} behind, and no more events handled than come in`],
      fix: 'speed its handler up, relieve the database, or add workers: see OrchestratorProjectionBehind in the runbook',
    })),
    ...catching.map(({ metric, value }): DoctorFinding => ({
      severity: 'note',
      code: 'projection-catching-up',
      what: `${nameOf(metric)} is behind, and catches up`,
      evidence: [
        `${duration(value)} behind; it takes another ${duration(catchUp.get(nameOf(metric)) ?? 0)} at this pace`,
      ],
      fix: 'nothing to do: normal after a deployment or during a rebuild',
    })),
  ];
}

function nameOf(metric: Labels): string {
  return `Projection ${metric['projection'] ?? '(without a name)'} of replica set ${metric['replica_set'] ?? '(unknown)'}`;
}

function duration(seconds: number): string {
  const [size, unit] =
    seconds < 120 ? [1, 's'] : seconds < 7_200 ? [60, 'min'] : seconds < 172_800 ? [3_600, 'h'] : [86_400, 'd'];
  return `${String(Math.round(seconds / size))} ${unit}`;
}
