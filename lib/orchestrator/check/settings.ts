/** Settings that are valid each for itself, and would still do nothing, without a word. */
import type { AlertDefinition } from '../../model/alerts/alert-definition';
import { formatPath, type ConfigPath } from '../../validation/path';
import type { MonitoringConfig } from '../fleet/config';
import type { Finding } from '../../validation/finding';
import type { AlertName } from '../alert-names';
import type { AlertOverrides } from '../fleet/props';
import { isWorkload } from '../fleet/workers';
import { profileOf } from '../mixin';
import { isOfObjectives } from '../hardened/objectives/alerts';
import { windowFactor } from '../hardened/objectives/signals';

/** Findings about a configuration, given the alerts that its profile has. */
export function checkSettings(config: MonitoringConfig, definitions: readonly AlertDefinition[]): readonly Finding[] {
  return [
    ...checkOverrides(['alerts', 'overrides'], config.alerts.overrides, config, definitions),
    ...config.replicaSets.flatMap(({ alerts = {} }, index) =>
      checkOverrides(['replicaSets', index, 'alerts'], alerts, config, definitions),
    ),
    ...checkWatched(config),
    ...checkWorkloads(config),
    ...checkInput(config),
    ...checkJobName(config),
    ...checkPlacements(config),
    ...checkPaces(config, definitions),
  ];
}

function checkOverrides(
  keys: ConfigPath,
  overrides: AlertOverrides,
  config: MonitoringConfig,
  definitions: readonly AlertDefinition[],
): readonly Finding[] {
  return Object.entries(overrides).flatMap(([name, override = {}]): Finding[] => {
    const definition = definitions.find((other) => other.name === name);
    if (definition === undefined) {
      const needed = profileOf(config).areas.find(({ alerts }) => alerts.some((alert) => alert.name === name))?.needs;
      return [
        {
          severity: 'warning',
          path: formatPath([...keys, name]),
          what: `found settings of ${name}`,
          why: `${needed === undefined ? `the profile ${config.profile} has no such alert` : `it needs \`${needed}\``}, so the settings do nothing`,
          fix:
            needed === undefined
              ? 'remove them, or choose the other profile'
              : `describe \`${needed}\`, or remove them`,
        },
      ];
    }
    if (keys[0] === 'replicaSets' && !definition.signal.labels.includes('replica_set')) {
      return [
        {
          severity: 'error',
          path: formatPath([...keys, name]),
          what: `found settings of ${name} for one replica set`,
          why: 'it is about the fleet: there would be two rules for the same thing',
          fix: 'move them to alerts.overrides',
        },
      ];
    }
    if (override.threshold === undefined || definition.conditions === undefined) {
      return [];
    }
    return [
      {
        severity: 'error',
        path: formatPath([...keys, name, 'threshold']),
        what: `found ${String(override.threshold)}: ${name} has no threshold`,
        why: 'it compares with no number of its own, so the setting would do nothing',
        fix: 'remove it; to change the expected number of workers, set workers of the replica set',
      },
    ];
  });
}

function checkWatched({ alerts, replicaSets, watchUnlisted }: MonitoringConfig): readonly Finding[] {
  return alerts.enabled && replicaSets.length === 0 && !watchUnlisted
    ? [
        {
          severity: 'warning',
          path: 'watchUnlisted',
          what: 'found false, and no replica set is listed',
          why: 'no replica set is watched',
          fix: 'list the replica sets in replicaSets, or leave watchUnlisted out',
        },
      ]
    : [];
}

/** Upstream's rules compare with numbers that stand in the rule. */
function checkWorkloads({ profile, replicaSets }: MonitoringConfig): readonly Finding[] {
  return replicaSets.flatMap(({ workers }, index): Finding[] =>
    profile === 'upstream' && isWorkload(workers)
      ? [
          {
            severity: 'warning',
            path: formatPath(['replicaSets', index, 'workers']),
            what: 'found a workload',
            why: 'the profile upstream compares with numbers only, so the workers of this replica set are not counted',
            fix: 'give a number or a range, or choose the profile hardened',
          },
        ]
      : [],
  );
}

/** One alert exists only where somebody said that the input never pauses; and upstream has no such alert. */
function checkInput({ profile, replicaSets, alerts }: MonitoringConfig): readonly Finding[] {
  const name = 'OrchestratorNoEventsHandled' satisfies AlertName;
  const asked = replicaSets.some(({ inputNeverPausesFor }) => inputNeverPausesFor !== undefined);
  const unheard = (path: string): Finding => ({
    severity: 'warning',
    path,
    what: `found settings of ${name}, without \`inputNeverPausesFor\``,
    why: 'only replica sets with it have this alert, so that the settings do nothing',
    fix: 'give the replica set `inputNeverPausesFor`, or remove the settings',
  });
  if (profile === 'upstream') {
    return replicaSets.flatMap(({ inputNeverPausesFor }, index): Finding[] =>
      inputNeverPausesFor === undefined
        ? []
        : [
            {
              severity: 'warning',
              path: formatPath(['replicaSets', index, 'inputNeverPausesFor']),
              what: `found ${JSON.stringify(inputNeverPausesFor)}`,
              why: `the profile upstream has no ${name}, so that it does nothing`,
              fix: 'remove it, or choose the profile hardened',
            },
          ],
    );
  }
  return [
    ...(alerts.overrides[name] === undefined || asked ? [] : [unheard(formatPath(['alerts', 'overrides', name]))]),
    ...replicaSets.flatMap(({ alerts: own, inputNeverPausesFor }, index) =>
      own?.[name] === undefined || inputNeverPausesFor !== undefined
        ? []
        : [unheard(formatPath(['replicaSets', index, 'alerts', name]))],
    ),
  ];
}

function checkJobName({ profile, scrape, selector }: MonitoringConfig): readonly Finding[] {
  const job = selector.find(({ label, op }) => label === 'job' && op === '=')?.value;
  return profile === 'hardened' && job !== undefined && job !== scrape.jobName
    ? [
        {
          severity: 'warning',
          path: 'scrape.jobName',
          what: `found ${JSON.stringify(scrape.jobName)}, while the selector asks for the job ${JSON.stringify(job)}`,
          why: 'no rule and no panel would find the series of this scrape job',
          fix: 'give both the same name, or leave scrape.jobName out',
        },
      ]
    : [];
}

/** The tables do not say which replica set runs which projection, and the number of its partitions decides which checkpoints count. */
function checkPlacements({ database, replicaSets }: MonitoringConfig): readonly Finding[] {
  const free = replicaSets.filter(({ projections }) => projections === undefined);
  const partitions = new Set(replicaSets.map(({ workers }) => JSON.stringify(workers ?? 'unknown')));
  const alike = partitions.size === 1 && typeof replicaSets[0]?.workers === 'number';
  return database === undefined || free.length < 2 || alike
    ? []
    : [
        {
          severity: 'warning',
          path: 'replicaSets',
          what: `found ${String(free.length)} replica sets without projections beside database: ${free.map(({ name }) => name).join(', ')}`,
          why: 'where their numbers of workers differ, nothing says which checkpoints of a projection count: lag would be wrong, and belong to no replica set',
          fix: 'name the projections of all of them but one',
        },
      ];
}

/** A target so low that nothing could burn its budget at some pace. */
function checkPaces(
  { objectives, alerts }: MonitoringConfig,
  definitions: readonly AlertDefinition[],
): readonly Finding[] {
  return objectives.flatMap(({ name, target, window }, index) => {
    const fastest = 1 / (1 - target) / windowFactor(window);
    const unreachable = definitions
      .filter(isOfObjectives)
      .filter((alert) => (alerts.overrides[alert.name]?.threshold ?? alert.threshold) >= fastest);
    return unreachable.length === 0
      ? []
      : [
          {
            severity: 'warning',
            path: formatPath(['objectives', index, 'target']),
            what: `found ${String(target)}: ${unreachable.map((alert) => alert.name).join(', ')} can never fire for ${name}`,
            why: `even if nothing is good, the budget burns at most ${String(Number(fastest.toPrecision(3)))} times as fast as allowed`,
            fix: 'raise the target; with a low one, the slower alerts watch it alone',
          },
        ];
  });
}
