/** Settings that are valid each for itself, and would still do nothing, without a word. */
import type { AlertDefinition } from '../../model/alert-definition';
import { formatPath, type ConfigPath } from '../../validation/path';
import type { MonitoringConfig } from '../fleet/config';
import type { Finding } from '../../validation/finding';
import type { AlertOverrides } from '../fleet/props';
import { isWorkload } from '../fleet/workers';

/** Findings about a configuration, given the alerts that its profile has. */
export function checkSettings(config: MonitoringConfig, definitions: readonly AlertDefinition[]): readonly Finding[] {
  return [
    ...checkOverrides(['alerts', 'overrides'], config.alerts.overrides, config, definitions),
    ...config.replicaSets.flatMap(({ alerts = {} }, index) =>
      checkOverrides(['replicaSets', index, 'alerts'], alerts, config, definitions),
    ),
    ...checkWatched(config),
    ...checkWorkloads(config),
    ...checkJobName(config),
  ];
}

function checkOverrides(
  keys: ConfigPath,
  overrides: AlertOverrides,
  { profile }: MonitoringConfig,
  definitions: readonly AlertDefinition[],
): readonly Finding[] {
  return Object.entries(overrides).flatMap(([name, override = {}]): Finding[] => {
    const definition = definitions.find((other) => other.name === name);
    if (definition === undefined) {
      return [
        {
          severity: 'warning',
          path: formatPath([...keys, name]),
          what: `found settings of ${name}`,
          why: `the profile ${profile} has no such alert, so the settings do nothing`,
          mend: 'remove them, or choose the other profile',
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
        mend: 'remove it; to change the expected number of workers, set workers of the replica set',
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
          mend: 'list the replica sets in replicaSets, or leave watchUnlisted out',
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
            mend: 'give a number or a range, or choose the profile hardened',
          },
        ]
      : [],
  );
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
          mend: 'give both the same name, or leave scrape.jobName out',
        },
      ]
    : [];
}
