/** Does Grafana's data source answer, and does it have the dashboards as they would be rendered. */
import * as v from 'valibot';
import type { Dashboard, Mixin } from '../../orchestrator';
import { renderGrafanaDashboard } from '../../render';
import { UnreachableError } from '../exit-codes';
import { ask, type Server } from '../http/http';
import { parseJson, refuseStatus } from '../http/prometheus-api';
import { isPlainObject as isObject, type Shape } from '../../validation';
import { few, found, listed, type DoctorFinding } from './finding';

type Alerting = Mixin['config']['alerts'];

// Of Grafana's answers, what is read here.
const HEALTH = v.object({ database: v.string() });
const DATA_SOURCES = v.array(v.object({ uid: v.string(), name: v.string(), type: v.string() }));
const DATA_SOURCE_HEALTH = v.object({ status: v.optional(v.string()), message: v.optional(v.string()) });
const DASHBOARD = v.optional(v.object({ dashboard: v.record(v.string(), v.unknown()) }));

/** Fields of a dashboard that Grafana changes by itself. */
const GRAFANAS_OWN = new Set(['id', 'version', 'iteration', 'pluginVersion', 'schemaVersion']);

/** Findings about a Grafana. Throws an UnreachableError where it does not answer. */
export async function diagnoseGrafana(
  server: Server,
  { dashboards, config }: Mixin,
  say: (what: string) => void,
): Promise<readonly DoctorFinding[]> {
  say('asking Grafana');
  await get(server, '/api/health', HEALTH);
  const findings: DoctorFinding[] = [...(await dataSources(server, config.alerts))];
  for (const dashboard of dashboards) {
    findings.push(...(await compareDashboard(server, dashboard)));
  }
  return findings;
}

/** An answer of a shape; where there is no such path, it is undefined. */
async function get<TShape extends Shape>(server: Server, path: string, shape: TShape): Promise<v.InferOutput<TShape>> {
  const { status, body } = await ask(server, path);
  if (status !== 404) {
    refuseStatus(server, status, body);
  }
  const data = status === 404 ? undefined : parseJson(body);
  if (!v.is(shape, data)) {
    throw new UnreachableError(
      `${server.url} does not answer ${path} as Grafana does: is it its address, with its path?`,
    );
  }
  return data;
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
  const broken: string[] = [];
  for (const { uid, name } of prometheus) {
    const { status, body } = await ask(server, `/api/datasources/uid/${encodeURIComponent(uid)}/health`);
    const answer = parseJson(body);
    const health = v.is(DATA_SOURCE_HEALTH, answer) ? answer : {};
    if (status !== 404 && (status >= 400 || health.status === 'ERROR')) {
      broken.push(`${name}: ${health.message ?? String(status)}`);
    }
  }
  const unanswered = found({
    severity: broken.length === prometheus.length ? 'error' : 'warning',
    code: 'grafana-datasource',
    what: 'A Prometheus data source of Grafana does not answer',
    evidence: broken,
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
  const changed: string[] = [];
  // As it is written to the file: a field without a value is none.
  compare(JSON.parse(JSON.stringify(renderGrafanaDashboard(dashboard))), answer.dashboard, '', changed);
  return found({
    severity: 'warning',
    code: 'grafana-dashboard-drifted',
    what: `Grafana’s dashboard ${dashboard.title} differs from what this configuration renders`,
    evidence: changed,
    fix: 'render again and let Grafana read the file; move changes made in Grafana into the configuration',
  });
}

/** Differences from what was rendered; fields that only Grafana has are its own. */
function compare(wanted: unknown, found: unknown, path: string, changed: string[]): void {
  if (Array.isArray(wanted)) {
    const others: readonly unknown[] = Array.isArray(found) ? found : [];
    if (others.length !== wanted.length) {
      changed.push(`${path} has ${String(others.length)} entries instead of ${String(wanted.length)}`);
      return;
    }
    wanted.forEach((value: unknown, index) => {
      compare(value, others[index], `${path}[${String(index)}]`, changed);
    });
  } else if (isObject(wanted)) {
    for (const [key, value] of Object.entries(wanted)) {
      if (!GRAFANAS_OWN.has(key)) {
        compare(value, isObject(found) ? found[key] : undefined, path === '' ? key : `${path}.${key}`, changed);
      }
    }
  } else if (wanted !== found) {
    const shown = JSON.stringify(found) as string | undefined;
    changed.push(`${path} is ${shown === undefined ? 'missing' : shown.slice(0, 60)}`);
  }
}
