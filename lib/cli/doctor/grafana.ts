/** Does Grafana's data source answer, and does it have the dashboards as they would be rendered. */
import type { Dashboard, Mixin } from '../../orchestrator';
import { renderGrafanaDashboard } from '../../render';
import { UnreachableError } from '../exit-codes';
import { ask, type Server } from '../http/http';
import { parseJson, refuseStatus } from '../http/prometheus-api';
import { isPlainObject as isObject } from '../../validation';
import { few, found, listed, type DoctorFinding } from './finding';

type Alerting = Mixin['config']['alerts'];

/** Fields of a dashboard that Grafana changes by itself. */
const GRAFANAS_OWN = new Set(['id', 'version', 'iteration', 'pluginVersion', 'schemaVersion']);

/** Findings about a Grafana. Throws an UnreachableError where it does not answer. */
export async function diagnoseGrafana(
  server: Server,
  { dashboards, config }: Mixin,
): Promise<readonly DoctorFinding[]> {
  const health = await get(server, '/api/health');
  if (!isObject(health) || typeof health['database'] !== 'string') {
    throw notGrafana(server, '/api/health');
  }
  const findings: DoctorFinding[] = [...(await dataSources(server, config.alerts))];
  for (const dashboard of dashboards) {
    findings.push(...(await compareDashboard(server, dashboard)));
  }
  return findings;
}

async function get(server: Server, path: string): Promise<unknown> {
  const { status, body } = await ask(server, path);
  if (status === 404) {
    return undefined;
  }
  refuseStatus(server, status, body);
  const data = parseJson(body);
  if (data === undefined) {
    throw notGrafana(server, path);
  }
  return data;
}

function notGrafana({ url }: Server, path: string): UnreachableError {
  return new UnreachableError(`${url} does not answer ${path} as Grafana does: is it its address, with its path?`);
}

async function dataSources(server: Server, alerts: Alerting): Promise<readonly DoctorFinding[]> {
  const data = await get(server, '/api/datasources');
  if (!Array.isArray(data) || !data.every(isObject)) {
    throw notGrafana(server, '/api/datasources');
  }
  const all: readonly Readonly<Record<string, unknown>>[] = data;
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
    const path = `/api/datasources/uid/${encodeURIComponent(String(uid))}/health`;
    const { status, body } = await ask(server, path);
    const answer = parseJson(body);
    if (status !== 404 && (status >= 400 || (isObject(answer) && answer['status'] === 'ERROR'))) {
      const message = isObject(answer) && typeof answer['message'] === 'string' ? answer['message'] : String(status);
      broken.push(`${String(name)}: ${message}`);
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
  all: readonly Readonly<Record<string, unknown>>[],
): readonly DoctorFinding[] {
  const has = all.map(({ uid, name }) => `${String(uid)} (${String(name)})`);
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
  const answer = await get(server, path);
  if (answer !== undefined && !(isObject(answer) && isObject(answer['dashboard']))) {
    throw notGrafana(server, path);
  }
  if (answer === undefined) {
    return [
      {
        severity: 'error',
        code: 'grafana-dashboard-missing',
        what: `Grafana has no dashboard ${dashboard.title}`,
        evidence: [`/api/dashboards/uid/${dashboard.uid} does not exist`],
        fix: `copy grafana/dashboards/${dashboard.uid}.json and grafana/provisioning/dashboards/orchestrator.yaml to Grafana; credentials that may not see its folder look the same`,
      },
    ];
  }
  const changed: string[] = [];
  // As it is written to the file: a field without a value is none.
  compare(JSON.parse(JSON.stringify(renderGrafanaDashboard(dashboard))), answer['dashboard'], '', changed);
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
