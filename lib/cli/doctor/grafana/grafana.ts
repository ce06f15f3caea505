/** Does Grafana's data source answer, and does it have the dashboards and alert rules as they would be rendered. */
import * as v from 'valibot';
import type { Dashboard, Mixin } from '../../../orchestrator';
import { renderGrafanaDashboard } from '../../../render';
import { get } from '../../http/grafana-api';
import { ask, said, type Server } from '../../http/http';
import { parseJson } from '../../http/prometheus-api';
import { compare } from './compare';
import { few, found, listed, type DoctorFinding } from '../finding';
import { attempt, diagnoseWithheld, type Withheld } from '../withheld';
import { diagnoseGrafanaRules } from './rules';

type Alerting = Mixin['config']['alerts'];

// Of Grafana's answers, what is read here.
const HEALTH = v.object({ database: v.string() });
const DATA_SOURCES = v.array(v.object({ uid: v.string(), name: v.string(), type: v.string() }));
const DATA_SOURCE_HEALTH = v.object({ status: v.optional(v.string()), message: v.optional(v.string()) });
const DASHBOARD = v.optional(v.object({ dashboard: v.record(v.string(), v.unknown()) }));

/** Findings about a Grafana. Throws an UnreachableError where it does not answer at all. */
export async function diagnoseGrafana(
  server: Server,
  mixin: Mixin,
  say: (what: string) => void,
): Promise<readonly DoctorFinding[]> {
  say('asking Grafana');
  await get(server, '/api/health', HEALTH);
  const withheld: Withheld = new Map();
  const parts: [string, () => Promise<readonly DoctorFinding[]>][] = [
    ['the data sources', () => dataSources(server, mixin.config.alerts)],
    ['the alert rules', () => diagnoseGrafanaRules(server, mixin)],
    ...mixin.dashboards.map((dashboard): (typeof parts)[number] => [
      `the dashboard ${dashboard.title}`,
      () => compareDashboard(server, dashboard),
    ]),
  ];
  const findings: DoctorFinding[] = [];
  for (const [what, examine] of parts) {
    findings.push(...((await attempt(withheld, what, examine)) ?? []));
  }
  return [...diagnoseWithheld('Grafana', withheld), ...findings];
}

async function dataSources(server: Server, alerts: Alerting): Promise<readonly DoctorFinding[]> {
  const all = await get(server, '/api/datasources', DATA_SOURCES);
  const unknown = alertsDataSources(alerts, all);
  const prometheus = all.filter(({ type }) => type === 'prometheus');
  if (prometheus.length === 0) {
    return [
      ...unknown,
      {
        severity: 'error',
        code: 'grafana-no-datasource',
        what: 'Grafana has no Prometheus data source',
        evidence: [`data sources of other types: ${String(all.length)}`],
        fix: 'copy grafana/provisioning/datasources/orchestrator.yaml, which render writes with the address of Prometheus (--prometheus-url), to Grafana’s provisioning/datasources',
      },
    ];
  }
  const { evaluatedBy, grafana } = alerts;
  // Of dashboards, the one that they open is chosen in Grafana: there, another one may be anybody's.
  const ofAlerts = [grafana.datasourceUid, grafana.targetDatasourceUid];
  const ours = evaluatedBy === 'grafana' ? prometheus.filter(({ uid }) => ofAlerts.includes(uid)) : prometheus;
  const broken: Withheld = new Map();
  for (const { uid, name } of ours) {
    const path = `/api/datasources/uid/${encodeURIComponent(uid)}/health`;
    const { status = 404, body = '' } = (await attempt(broken, name, () => ask(server, path))) ?? {};
    const answer = parseJson(body);
    const health = v.is(DATA_SOURCE_HEALTH, answer) ? answer : {};
    if (status !== 404 && (status >= 400 || health.status === 'ERROR')) {
      broken.set(name, said(health.message ?? String(status)));
    }
  }
  const unanswered = found({
    severity: 'error',
    code: 'grafana-datasource',
    what: `Grafana’s Prometheus data source${broken.size > 1 ? 's do' : ' does'} not answer`,
    evidence:
      evaluatedBy === 'grafana' || broken.size === ours.length
        ? [...broken].map(([name, why]) => `${name}: ${why}`)
        : [],
    fix: 'fix its address: Grafana’s server sends the queries, so localhost means Grafana’s own machine',
  });
  return [...unknown, ...unanswered];
}

/** Data sources that Grafana's alerts ask, or write to, and that it does not have. */
function alertsDataSources(
  { evaluatedBy, grafana }: Alerting,
  all: v.InferOutput<typeof DATA_SOURCES>,
): readonly DoctorFinding[] {
  const has = all.map(({ uid, name }) => `${uid} (${name})`);
  const missing = (['datasourceUid', 'targetDatasourceUid'] as const).filter(
    (field) =>
      evaluatedBy === 'grafana' && grafana[field] !== undefined && !all.some(({ uid }) => uid === grafana[field]),
  );
  return found({
    severity: 'error',
    code: 'grafana-alerts-datasource',
    what: 'Grafana evaluates the alerts, but does not have a data source that they name: its rules fail',
    evidence: missing.map(
      (field) =>
        `alerts.grafana.${field} is ${grafana[field] ?? ''}: Grafana has ${has.length === 0 ? 'none' : listed(few(has))}`,
    ),
    fix: 'set it to the uid of a data source that Grafana has, and render again, or give Grafana a data source of this uid; credentials that may not see it look the same',
  });
}

async function compareDashboard(server: Server, dashboard: Dashboard): Promise<readonly DoctorFinding[]> {
  const path = `/api/dashboards/uid/${encodeURIComponent(dashboard.uid)}`;
  const answer = await get(server, path, DASHBOARD);
  if (answer === undefined) {
    return found({
      severity: 'error',
      code: 'grafana-dashboard-missing',
      what: `Grafana has no dashboard ${dashboard.title}`,
      evidence: [`/api/dashboards/uid/${dashboard.uid} does not exist`],
      fix: `copy grafana/dashboards/${dashboard.uid}.json and grafana/provisioning/dashboards/orchestrator.yaml to Grafana; credentials that may not see its folder look the same`,
    });
  }
  return found({
    severity: 'warning',
    code: 'grafana-dashboard-drifted',
    what: `Grafana’s dashboard ${dashboard.title} differs from what this configuration renders`,
    evidence: compare(renderGrafanaDashboard(dashboard), answer.dashboard),
    fix: 'render again and let Grafana read the file; move changes made in Grafana into the configuration',
  });
}
