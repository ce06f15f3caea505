/** Settings that are valid each for itself, and would still do nothing, without a word. */
import type { AlertDefinition } from '../../model/alerts/alert-definition';
import type { Area } from '../../model/area';
import { seconds } from '../../promql/duration';
import { passes, refuses } from '../../promql/re2';
import { errorAt, warningAt, type Finding } from '../../validation';
import type { AlertName } from '../alert-names';
import { DEFAULT_JOB, type MonitoringConfig } from '../fleet/config';
import { fleetContext } from '../fleet/identity';
import { WORKERS } from '../hardened/workers/alerts';
import type { ReplicaSetProps } from '../fleet/props';
import { isWorkload } from '../fleet/workers';
import { lacksDatabase } from '../hardened/lag/database-series';
import { OBJECTIVES } from '../hardened/objectives/alerts';
import { windowFactor } from '../hardened/objectives/signals';
import { areasOf, profileOf } from '../mixin';
import { checkLag } from './lag';
import { overridesOf } from '../fleet/overrides';

export function* checkSettings(config: MonitoringConfig): Generator<Finding> {
  const definitions = areasOf(config).flatMap(({ alerts }) => alerts);
  yield* checkOverrides(config, definitions);
  yield* checkWatched(config);
  yield* checkIgnored(config);
  yield* checkJobName(config);
  yield* checkNamespaces(config);
  yield* checkLag(config);
  yield* checkPaces(config, definitions);
  yield* checkScraping(config);
}

/** Why a configuration lacks something that its profile, or the other one, could have, and what to do about settings of it. */
export function lacking(
  config: MonitoringConfig,
  kind: 'alert' | 'signal',
  has: (area: Area) => boolean,
): { readonly why: string; readonly fix: (settings: 'it' | 'them') => string } {
  const needed = profileOf(config).areas.find(has)?.needs;
  return needed === undefined
    ? {
        why: `the profile ${config.profile} has no such ${kind}`,
        fix: (settings) => `remove ${settings}, or choose the other profile`,
      }
    : { why: `it needs \`${needed}\``, fix: (settings) => `describe \`${needed}\`, or remove ${settings}` };
}

function* checkOverrides(config: MonitoringConfig, definitions: readonly AlertDefinition[]): Generator<Finding> {
  const context = fleetContext(config);
  for (const { keys, name, override, replicaSet } of overridesOf(config)) {
    const definition = definitions.find((other) => other.name === name);
    if (definition === undefined) {
      const { why, fix } = lacking(config, 'alert', ({ alerts }) => alerts.some((alert) => alert.name === name));
      const found = `found settings of ${name}`;
      yield warningAt(keys, { what: found, why: `${why}, so the settings do nothing`, fix: fix('them') });
    } else if (replicaSet !== undefined && !definition.signal.labels.includes('replica_set')) {
      yield errorAt(keys, {
        what: `found settings of ${name} for one replica set`,
        why: 'it is about the fleet: there would be two rules for the same thing',
        fix: 'move them to alerts.overrides',
      });
    } else if (override.threshold !== undefined && definition.conditions !== undefined) {
      yield errorAt([...keys, 'threshold'], {
        what: `found ${String(override.threshold)}: ${name} has no threshold`,
        why: 'it compares with no number of its own, so the setting would do nothing',
        fix: 'remove it; to change the expected number of workers, set workers of the replica set',
      });
    }
    const listed = context.listed.filter((one) => replicaSet === undefined || one.name === replicaSet.name);
    const { for: waits } = override;
    const early = listed.filter((subject) => {
      const asked = definition?.askedFor?.(subject);
      return waits !== undefined && asked !== undefined && seconds(waits) < seconds(asked);
    });
    if (early.length > 0) {
      yield warningAt([...keys, 'for'], {
        what: `found ${String(waits)}, which is shorter than inputNeverPausesFor of ${early.map((one) => one.name).join(', ')}`,
        why: 'the alert would fire in a pause that is normal',
        fix: 'remove it: the alert waits for as long as inputNeverPausesFor says',
      });
    }
    if (definition?.signal.applies === lacksDatabase && !lacksDatabase(context)) {
      yield warningAt(keys, {
        what: `found settings of ${name}`,
        why: 'with `database` there is no such alert, since OrchestratorProjectionStuck and OrchestratorProjectionBehind answer its question, so that they do nothing',
        fix: 'remove them',
      });
    }
    const needed = neededFor(name, replicaSet);
    if (needed !== undefined && definition?.signal.applies?.({ ...context, listed }) === false) {
      yield warningAt(keys, {
        what: `found settings of ${name}`,
        why: `with \`${needed}\` as it is, no replica set that they are about has this alert, so that they do nothing`,
        fix: `set \`${needed}\` of the replica set accordingly, or remove them`,
      });
    }
  }
}

/** Only replica sets whose input never pauses for long have it. */
const NEVER_PAUSES = 'OrchestratorNoEventsHandled' satisfies AlertName;

/** What of a replica set decides whether it has an alert. Settings of the fleet may be for replica sets that come later. */
function neededFor(alert: string, replicaSet: ReplicaSetProps | undefined): keyof ReplicaSetProps | undefined {
  if (alert === NEVER_PAUSES) {
    return 'inputNeverPausesFor';
  }
  return replicaSet !== undefined && WORKERS.alerts.some(({ name }) => name === alert) ? 'workers' : undefined;
}

function* checkWatched({ alerts, replicaSets, watchUnlisted }: MonitoringConfig): Generator<Finding> {
  if (alerts.enabled && replicaSets.length === 0 && !watchUnlisted) {
    yield warningAt('watchUnlisted', {
      what: 'found false, and no replica set is listed',
      why: 'no replica set is watched',
      fix: 'list the replica sets in replicaSets, or leave watchUnlisted out',
    });
  }
}

function* checkIgnored({ profile, replicaSets }: MonitoringConfig): Generator<Finding> {
  if (profile !== 'upstream') {
    return;
  }
  for (const [index, { workers, inputNeverPausesFor }] of replicaSets.entries()) {
    if (isWorkload(workers)) {
      yield warningAt(['replicaSets', index, 'workers'], {
        what: 'found a workload',
        why: 'the profile upstream compares with numbers only, so the workers of this replica set are not counted',
        fix: 'give a number or a range, or choose the profile hardened',
      });
    }
    if (inputNeverPausesFor !== undefined) {
      yield warningAt(['replicaSets', index, 'inputNeverPausesFor'], {
        what: `found ${JSON.stringify(inputNeverPausesFor)}`,
        why: `the profile upstream has no ${NEVER_PAUSES}, so that it does nothing`,
        fix: 'remove it, or choose the profile hardened',
      });
    }
  }
}

function* checkJobName({ profile, scrape, selector }: MonitoringConfig): Generator<Finding> {
  // Who selects several jobs and names none scrapes them already.
  const isNamed = scrape.jobName !== DEFAULT_JOB;
  const refusing = selector.find(
    (matcher) =>
      matcher.label === 'job' && (isNamed || matcher.op === '=') && passes(matcher, scrape.jobName) === false,
  );
  if (profile === 'hardened' && refusing !== undefined) {
    const { op, value } = refusing;
    yield warningAt('scrape.jobName', {
      what: `found ${JSON.stringify(scrape.jobName)}, while the selector asks for the job ${op === '=' ? '' : `${op} `}${JSON.stringify(value)}`,
      why: 'no rule and no panel would find the series of this scrape job',
      fix:
        op === '=' ? 'give both the same name, or leave scrape.jobName out' : 'give a name that the selector accepts',
    });
  }
}

function* checkNamespaces({ profile, replicaSets, scrape, selector }: MonitoringConfig): Generator<Finding> {
  if (profile === 'upstream') {
    return;
  }
  const matchers = selector.filter(({ label }) => label === 'namespace');
  const isRefused = (namespace: string): boolean => refuses(matchers, namespace);
  const found = (namespaces: readonly string[]): string =>
    `found ${namespaces.map((namespace) => JSON.stringify(namespace)).join(', ')}, which selector.namespace refuses`;
  for (const [index, { workers }] of replicaSets.entries()) {
    if (isWorkload(workers) && isRefused(workers.namespace)) {
      yield warningAt(['replicaSets', index, 'workers', 'namespace'], {
        what: found([workers.namespace]),
        why: 'no rule and no panel would find the workers of this workload',
        fix: 'give the namespace that the selector asks for, or another selector',
      });
    }
  }
  const { namespaces = [] } = scrape;
  if (namespaces.length > 0 && namespaces.every(isRefused)) {
    yield warningAt('scrape.namespaces', {
      what: found(namespaces),
      why: 'no rule and no panel would find the series of this scrape job',
      fix: 'scrape the namespace that the selector asks for, or give another selector',
    });
  }
}

function* checkPaces(
  { objectives, alerts }: MonitoringConfig,
  definitions: readonly AlertDefinition[],
): Generator<Finding> {
  for (const [index, { name, target, window }] of objectives.entries()) {
    const fastest = 1 / (1 - target) / windowFactor(window);
    const unreachable = definitions
      .filter((alert) => OBJECTIVES.alerts.some((ofObjectives) => ofObjectives.name === alert.name))
      .filter((alert) => (alerts.overrides[alert.name]?.threshold ?? alert.threshold) >= fastest);
    if (unreachable.length > 0) {
      yield warningAt(['objectives', index, 'target'], {
        what: `found ${String(target)}: ${unreachable.map((alert) => alert.name).join(', ')} can never fire for ${name}`,
        why: `even if nothing is good, the budget burns at most ${String(Number(fastest.toPrecision(3)))} times as fast as allowed`,
        fix: 'raise the target; with a low one, the slower alerts watch it alone',
      });
    }
  }
}

/** What Prometheus refuses in a scrape job, or by which it would find other workers than the fleet's. */
function* checkScraping(config: MonitoringConfig): Generator<Finding> {
  const { profile, scrape, scrapeInterval } = config;
  const { authorization, basicAuth, tlsConfig = {}, timeout } = scrape;
  const refused = (path: string, what: string, fix: string): Finding =>
    errorAt(`scrape.${path}`, { what, why: 'Prometheus refuses the whole configuration', fix });
  if (authorization !== undefined && basicAuth !== undefined) {
    yield refused('basicAuth', 'found it beside authorization', 'remove one of the two');
  }
  if (authorization?.type?.toLowerCase() === 'basic') {
    yield refused(
      'authorization.type',
      `found ${JSON.stringify(authorization.type)}, a type with user and password`,
      'give basicAuth instead of authorization',
    );
  }
  if ((tlsConfig.cert === undefined) !== (tlsConfig.key === undefined)) {
    const found = tlsConfig.cert === undefined ? 'a key without its cert' : 'a cert without its key';
    yield refused('tlsConfig', `found ${found}`, 'give both or neither');
  }
  // The README's job leaves the interval to Prometheus.
  if (timeout !== undefined && profile !== 'upstream' && seconds(timeout) > seconds(scrapeInterval)) {
    yield refused(
      'timeout',
      `found ${timeout}, which is longer than the scrapeInterval of ${scrapeInterval}`,
      `set it to at most ${scrapeInterval}, or scrapeInterval to a longer one`,
    );
  }
  yield* checkReplicaSetLabel(config);
}

/** One label cannot tell replica sets apart and have one value on all pods. */
function* checkReplicaSetLabel({ profile, scrape, replicaSets, watchUnlisted }: MonitoringConfig): Generator<Finding> {
  const { podLabels = {}, replicaSetPodLabel: label = '' } = scrape;
  const only = podLabels[label];
  const others = replicaSets.filter(({ name }) => name !== only);
  const isOnly = replicaSets.length > 0 && others.length === 0;
  if (only !== undefined && (watchUnlisted || others.length > 0) && profile !== 'upstream') {
    yield (isOnly ? warningAt : errorAt)(['scrape', 'podLabels', label], {
      what: `found ${JSON.stringify(only)}, while replicaSetPodLabel is this label`,
      why: `only pods whose replica set is ${JSON.stringify(only)} would be scraped`,
      fix: isOnly
        ? 'set watchUnlisted: false if there is no other, or leave the label out of podLabels and select the workers by another'
        : 'leave the label out of podLabels',
    });
  }
}
