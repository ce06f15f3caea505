/** Lag and objectives that nobody would ever see: about what the description does not place, or does not have. */
import { refuses } from '../../promql/re2';
import { show, suggest, warningAt, type Finding } from '../../validation';
import type { MonitoringConfig } from '../fleet/config';
import { pinnedLabels } from '../fleet/identity';
import { isWorkload } from '../fleet/workers';
import { LAG } from '../hardened/lag/alerts';

export function* checkLag(config: MonitoringConfig): Generator<Finding> {
  yield* checkNamespace(config);
  yield* checkPlacements(config);
  yield* checkUnplaced(config);
  yield* checkObjectives(config);
}

/** Service discovery gives the series of an exporter the namespace of the exporter, and rules of `aggregateBy` take it for the workers'. */
function* checkNamespace(config: MonitoringConfig): Generator<Finding> {
  const { database, aggregateBy, replicaSets, scrape } = config;
  if (
    database === undefined ||
    !aggregateBy.includes('namespace') ||
    Object.hasOwn(pinnedLabels(config), 'namespace')
  ) {
    return;
  }
  const matchers = database.selector.filter(({ label }) => label === 'namespace');
  const ofWorkers = [
    ...replicaSets.flatMap(({ workers }) => (isWorkload(workers) ? [workers.namespace] : [])),
    ...(scrape.namespaces ?? []),
  ];
  const refused = ofWorkers.find((namespace) => refuses(matchers, namespace));
  if (matchers.length === 0 || refused !== undefined) {
    yield warningAt('database.selector', {
      what:
        refused === undefined
          ? 'found no namespace, beside aggregateBy with namespace'
          : `found a namespace other than the workers’ ${show(refused)}, beside aggregateBy with namespace`,
      why: 'rules compare the namespace of the exporter’s series with that of the workers: where it is the exporter’s own, paused workers pass for dead ones, and no alert about lag is silenced',
      fix: 'give the exporter’s series the namespace of the workers (relabelling) and name it in database.selector, or take namespace out of aggregateBy',
    });
  }
}

/** The tables do not say which replica set runs which projection, and the number of its partitions decides which checkpoints count. */
function* checkPlacements(config: MonitoringConfig): Generator<Finding> {
  const { database, replicaSets } = config;
  const free = replicaSets.filter(({ projections }) => projections === undefined).map(({ name }) => name);
  if (database === undefined || free.length < 2) {
    return;
  }
  const partitions = new Set(replicaSets.map(({ workers }) => JSON.stringify(workers ?? 'unknown')));
  const alike = partitions.size === 1 && typeof replicaSets[0]?.workers === 'number';
  const asking = alike ? askingByReplicaSet(config, free) : [];
  if (!alike || asking.length > 0) {
    yield warningAt('replicaSets', {
      what: `found ${String(free.length)} replica sets without projections beside database: ${free.join(', ')}`,
      why: alike
        ? `nothing says which of them runs a projection, so that its lag belongs to no replica set: ${asking.join(', ')} never see it`
        : 'where their numbers of workers differ, nothing says which checkpoints of a projection count: lag would be wrong, and belong to no replica set',
      fix: 'name the projections of all of them but one',
    });
  }
}

/** What asks for the lag of one of these replica sets. */
function askingByReplicaSet(
  { alerts, watchUnlisted, objectives, replicaSets }: MonitoringConfig,
  free: readonly string[],
): readonly string[] {
  const ofProjections = LAG.alerts.filter(({ signal }) => signal.labels.includes('projection'));
  return [
    ...(alerts.enabled && !watchUnlisted ? ['the alerts about lag'] : []),
    ...objectives
      .filter(({ freshness, replicaSet = '' }) => freshness !== undefined && free.includes(replicaSet))
      .map(({ name }) => `the objective ${name}`),
    ...replicaSets
      .filter(({ name }) => free.includes(name))
      .flatMap(({ name, alerts: own = {} }) =>
        ofProjections
          .filter((alert) => own[alert.name] !== undefined)
          .map((alert) => `the settings of ${alert.name} for ${name}`),
      ),
  ];
}

/** Whether there are replica sets, each says what it runs, and there are no others. */
const isAllPlaced = ({ replicaSets, watchUnlisted }: MonitoringConfig): boolean =>
  !watchUnlisted && replicaSets.length > 0 && replicaSets.every(({ projections }) => projections !== undefined);

const placedOf = ({ replicaSets }: MonitoringConfig): readonly string[] =>
  replicaSets.flatMap(({ projections = [] }) => projections);

function* checkUnplaced(config: MonitoringConfig): Generator<Finding> {
  const placed = new Set(placedOf(config));
  const unplaced = (config.database?.projections ?? []).filter((name) => !placed.has(name));
  if (unplaced.length > 0 && isAllPlaced(config)) {
    yield warningAt('database.projections', {
      what: `found ${unplaced.join(', ')}, which no replica set runs: each names its own projections, and watchUnlisted is false`,
      why: 'nobody would ask how far behind they are',
      fix: 'add them to projections of the replica set that runs them, or remove them',
    });
  }
}

function* checkObjectives(config: MonitoringConfig): Generator<Finding> {
  const { database, objectives, replicaSets } = config;
  const names = replicaSets.map(({ name }) => name);
  const isAllKnown = database?.projections !== undefined || isAllPlaced(config);
  const projections = [...placedOf(config), ...(database?.projections ?? [])];
  const why = 'what is not there is never measured, and no alert about the objective could fire';
  for (const [index, { replicaSet, projection }] of objectives.entries()) {
    const owner = replicaSets.find((one) => projection !== undefined && one.projections?.includes(projection))?.name;
    if (replicaSet !== undefined && names.length > 0 && !names.includes(replicaSet)) {
      yield warningAt(['objectives', index, 'replicaSet'], {
        what: `found ${show(replicaSet)}, which replicaSets does not list: ${names.join(', ')}`,
        why,
        fix: suggest(replicaSet, names) ?? 'list it, or correct the name',
      });
    } else if (replicaSet !== undefined && owner !== undefined && owner !== replicaSet) {
      yield warningAt(['objectives', index, 'projection'], {
        what: `found ${show(projection)}, which ${owner} runs, not ${replicaSet}`,
        why,
        fix: 'name the replica set that runs it, or none',
      });
    } else if (projection !== undefined && isAllKnown && !projections.includes(projection)) {
      yield warningAt(['objectives', index, 'projection'], {
        what: `found ${show(projection)}, which is not among the projections`,
        why,
        fix: suggest(projection, projections) ?? 'add it to them, or correct the name',
      });
    }
  }
}
