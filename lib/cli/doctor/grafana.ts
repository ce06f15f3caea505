/** Does Grafana's data source answer, and does it have the dashboards and alert rules as they would be rendered. */
import * as v from 'valibot';
import { formatDuration, seconds, type Dashboard, type Mixin } from '../../orchestrator';
import { renderGrafanaAlerting, renderGrafanaDashboard, renderGrafanaRules } from '../../render';
import { isPlainObject, valueAt, type Shape } from '../../validation';
import { UnreachableError } from '../exit-codes';
import { ask, said, type Answer } from '../http/http';
import { parseJson, refuseStatus } from '../http/prometheus-api';
import type { Server } from '../http/server';
import { askOrWithhold, diagnoseWithheld, few, found, type DoctorFinding, type Withheld } from './finding';

type Alerting = Mixin['config']['alerts'];

// Of Grafana's answers, what is read here.
const HEALTH = v.object({ database: v.string() });
const DATA_SOURCES = v.array(v.object({ uid: v.string(), name: v.string(), type: v.string() }));
const DATA_SOURCE_HEALTH = v.object({ status: v.optional(v.string()), message: v.optional(v.string()) });
const RULES = v.array(v.looseObject({ uid: v.string(), title: v.string(), ruleGroup: v.string() }));
const DASHBOARD = v.optional(v.object({ dashboard: v.record(v.string(), v.unknown()) }));

/** Prometheus, and Grafana's plugins for the managed ones of Amazon and Azure: its dashboards take each for Prometheus. */
const PROMETHEUS_TYPES: ReadonlySet<string> = new Set([
  'prometheus',
  'grafana-amazonprometheus-datasource',
  'grafana-azureprometheus-datasource',
]);

/** Findings about a Grafana. Throws an UnreachableError where it does not answer at all. */
export async function diagnoseGrafana(
  server: Server,
  mixin: Mixin,
  say: (what: string) => void,
): Promise<readonly DoctorFinding[]> {
  say('asking Grafana');
  await get(server, '/api/health', HEALTH);
  const withheld: Withheld = new Map();
  const examine = async (what: string, part: () => Promise<readonly DoctorFinding[]>) =>
    (await askOrWithhold(withheld, what, part)) ?? [];
  const findings = [
    ...(await examine('the data sources', () => dataSources(server, mixin.config.alerts))),
    ...(await examine('the alert rules', () => diagnoseGrafanaRules(server, mixin))),
  ];
  for (const dashboard of mixin.dashboards) {
    findings.push(...(await examine(`the dashboard ${dashboard.title}`, () => compareDashboard(server, dashboard))));
  }
  return [...diagnoseWithheld('Grafana', withheld), ...findings];
}

async function dataSources(server: Server, alerts: Alerting): Promise<readonly DoctorFinding[]> {
  const all = await get(server, '/api/datasources', DATA_SOURCES);
  const unknown = alertsDataSources(alerts, all);
  const prometheus = all.filter(({ type }) => PROMETHEUS_TYPES.has(type));
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
    const { status = 404, body = '' } = (await askOrWithhold(broken, name, () => ask(server, path))) ?? {};
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
        `alerts.grafana.${field} is ${grafana[field] ?? ''}: Grafana has ${has.length === 0 ? 'none' : few(has).join(', ')}`,
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

const RULES_PATH = '/api/v1/provisioning/alert-rules';

/** Findings about the rules in Grafana. */
async function diagnoseGrafanaRules(server: Server, mixin: Mixin): Promise<readonly DoctorFinding[]> {
  const isGrafanas = mixin.config.alerts.evaluatedBy === 'grafana';
  const answer = await ask(server, RULES_PATH);
  // Without the right to provision, or without alerting.
  if ([401, 403, 404].includes(answer.status)) {
    return found({
      severity: 'warning',
      code: 'grafana-rules-withheld',
      what: 'Whether Grafana has the alert rules that it is to evaluate could not be looked at',
      evidence: isGrafanas ? [`${RULES_PATH} answers ${String(answer.status)}`] : [],
      fix: 'give credentials that may read provisioned alerts: the role Editor, or the permission alert.provisioning:read',
    });
  }
  const there = read(server, RULES_PATH, answer, RULES);
  return isGrafanas ? compareRules(there, mixin) : alertsTwice(there, mixin);
}

type Rules = v.InferOutput<typeof RULES>;

/** Alerts of Prometheus that Grafana goes on evaluating. */
function alertsTwice(there: Rules, mixin: Mixin): readonly DoctorFinding[] {
  const { deleteRules = [] } = renderGrafanaAlerting(mixin) as { deleteRules?: readonly { uid: string }[] };
  const ours = new Set(deleteRules.map(({ uid }) => uid));
  return found({
    severity: 'warning',
    code: 'grafana-alerts-twice',
    what: 'Grafana evaluates alerts that Prometheus evaluates by this configuration: each comes twice',
    evidence: there.filter(({ uid }) => ours.has(uid)).map(({ title, ruleGroup }) => `${title} (group ${ruleGroup})`),
    fix: 'let Grafana read grafana/provisioning/alerting/orchestrator.yaml, which render writes and which deletes them',
  });
}

function compareRules(there: Rules, mixin: Mixin): readonly DoctorFinding[] {
  const wanted = renderGrafanaRules(mixin).flatMap(({ name, rules }) => rules.map((rule) => ({ group: name, rule })));
  const groups = new Set(wanted.map(({ group }) => group));
  // Pulumi gives rules uids that have the stack in them, and groups, too: there, a rule is known by what it asks.
  const pairs = wanted.map(({ rule: { uid, ...fields } }) => {
    const rendered = plain(asAnswered(fields));
    const differences = (one: object): readonly string[] => compare(rendered, plain(one));
    const match =
      there.find((one) => one.uid === uid) ??
      there.find((one) => one.title === fields.title && differences(one).length === 0);
    return { title: fields.title, match, differences: match && differences(match) };
  });
  const matched = new Set(pairs.flatMap(({ match }) => match?.uid ?? []));
  const others = there.filter(({ uid, ruleGroup }) => groups.has(ruleGroup) && !matched.has(uid));
  if (matched.size === 0 && others.length === 0) {
    return found({
      severity: 'error',
      code: 'grafana-rules-missing',
      what: 'Grafana has none of the rules that it is to evaluate: no alert can fire',
      evidence: wanted.length === 0 ? [] : [`expected ${String(wanted.length)} rules, in ${[...groups].join(', ')}`],
      fix: 'copy grafana/provisioning/alerting/orchestrator.yaml, which render writes, to Grafana’s provisioning/alerting, and restart it',
    });
  }
  return found({
    severity: 'warning',
    code: 'grafana-rules-drifted',
    what: 'The rules in Grafana differ from what this configuration renders',
    evidence: [
      ...pairs.flatMap(
        ({ title, differences }) => differences?.map((words) => `${title}: ${words}`) ?? [`${title} is not in Grafana`],
      ),
      ...others.map(
        ({ title, uid, ruleGroup }) => `${title} (${uid}, group ${ruleGroup}) is in Grafana, but not rendered`,
      ),
    ],
    fix: 'render again and let Grafana read the file; it deletes a rule that is no longer rendered where the record of render knows it, or alerts.grafana.deleteRules has its uid',
  });
}

/** Fields that Grafana's API calls otherwise than files do. */
const NAMES: Readonly<Record<string, string>> = {
  keepFiringFor: 'keep_firing_for',
  targetDatasourceUid: 'target_datasource_uid',
};

/** Durations, which Grafana's API writes in days and weeks. */
const DURATIONS: ReadonlySet<string> = new Set(['for', 'keepFiringFor']);

/** What is rendered, as Grafana's API has it. */
function asAnswered(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => [
      NAMES[name] ?? name,
      name === 'record' && isPlainObject(value)
        ? asAnswered(value)
        : DURATIONS.has(name) && typeof value === 'string'
          ? formatDuration(seconds(value))
          : value,
    ]),
  );
}

/** Fields with every dollar sign as one: in files, that of `${` is a template. */
const plain = (fields: object): unknown => JSON.parse(JSON.stringify(fields).replaceAll('{{ \\"$\\" }}', '$'));

/** Fields of a dashboard that Grafana changes by itself. */
const GRAFANAS_OWN = new Set(['id', 'version', 'iteration', 'pluginVersion', 'schemaVersion']);

/** Differences from what was rendered, in words; fields that only Grafana has are its own. */
function compare(wanted: unknown, found: unknown, path = ''): readonly string[] {
  if (Array.isArray(wanted)) {
    const others: readonly unknown[] = Array.isArray(found) ? found : [];
    return others.length === wanted.length
      ? wanted.flatMap((value: unknown, index) => compare(value, others[index], `${path}[${String(index)}]`))
      : [`${path} has ${String(others.length)} entries instead of ${String(wanted.length)}`];
  }
  if (isPlainObject(wanted)) {
    return Object.entries(wanted)
      .filter(([key]) => !GRAFANAS_OWN.has(key))
      .flatMap(([key, value]) => compare(value, valueAt(found, key), path === '' ? key : `${path}.${key}`));
  }
  const shown = JSON.stringify(found) as string | undefined;
  return wanted === found ? [] : [`${path} is ${shown === undefined ? 'missing' : said(shown).slice(0, 60)}`];
}

/** What a path answers, of a shape; where there is no such path, it is undefined. */
async function get<TShape extends Shape>(server: Server, path: string, shape: TShape): Promise<v.InferOutput<TShape>> {
  return read(server, path, await ask(server, path), shape);
}

/** The same of an answer that was given. */
function read<TShape extends Shape>(
  server: Server,
  path: string,
  { status, body }: Answer,
  shape: TShape,
): v.InferOutput<TShape> {
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
