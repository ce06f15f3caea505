/** Does Grafana have the alert rules that it is to evaluate, as they would be rendered, and none of those that it is not. */
import * as v from 'valibot';
import { formatDuration, seconds, type Mixin } from '../../../orchestrator';
import { renderGrafanaAlerting, renderGrafanaRules } from '../../../render';
import { isPlainObject } from '../../../validation';
import { read } from '../../http/grafana-api';
import { ask, type Server } from '../../http/http';
import { compare } from './compare';
import { found, type DoctorFinding } from '../finding';

const RULES = v.array(v.looseObject({ uid: v.string(), title: v.string(), ruleGroup: v.string() }));

const PATH = '/api/v1/provisioning/alert-rules';

/** Findings about the rules in Grafana. */
export async function diagnoseGrafanaRules(server: Server, mixin: Mixin): Promise<readonly DoctorFinding[]> {
  const isGrafanas = mixin.config.alerts.evaluatedBy === 'grafana';
  const answer = await ask(server, PATH);
  // Without the right to provision, or without alerting.
  if ([401, 403, 404].includes(answer.status)) {
    return found({
      severity: 'warning',
      code: 'grafana-rules-withheld',
      what: 'Whether Grafana has the alert rules that it is to evaluate could not be looked at',
      evidence: isGrafanas ? [`${PATH} answers ${String(answer.status)}`] : [],
      fix: 'give credentials that may read provisioned alerts: the role Editor, or the permission alert.provisioning:read',
    });
  }
  const there = read(server, PATH, answer, RULES);
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
