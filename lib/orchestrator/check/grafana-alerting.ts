/** Settings that Grafana's alerting cannot do anything with, where it is to evaluate the alerts. */
import { formatPath, type ConfigPath } from '../../validation/path';
import type { MonitoringConfig } from '../fleet/config';
import { formatDuration, seconds } from '../../promql/duration';
import type { Finding } from '../../validation/finding';
import { toGrafanaTemplate } from '../../templates/to-grafana';
import type { AlertOverrides } from '../fleet/props';

/** Seconds between two ticks of Grafana's scheduler, by default; rule groups are evaluated on a multiple of it. */
const TICK = 10;

/** Findings about a configuration whose alerts Grafana evaluates. */
export function checkGrafanaAlerting(config: MonitoringConfig): readonly Finding[] {
  return config.alerts.evaluatedBy === 'grafana'
    ? [...checkInterval(config), ...checkTemplates(config)]
    : checkTarget(config);
}

function checkInterval({ evaluationInterval }: MonitoringConfig): readonly Finding[] {
  const interval = seconds(evaluationInterval);
  return interval % TICK === 0
    ? []
    : [
        {
          severity: 'error',
          path: 'evaluationInterval',
          what: `found ${evaluationInterval}`,
          why: `Grafana, which evaluates the alerts, refuses an interval that is not a multiple of ${String(TICK)}s`,
          fix: `set ${formatDuration(Math.max(1, Math.round(interval / TICK)) * TICK)}, or let Prometheus evaluate the alerts`,
        },
      ];
}

function checkTarget({ alerts }: MonitoringConfig): readonly Finding[] {
  return alerts.grafana.targetDatasourceUid === undefined
    ? []
    : [
        {
          severity: 'warning',
          path: 'alerts.grafana.targetDatasourceUid',
          what: `found ${JSON.stringify(alerts.grafana.targetDatasourceUid)}, while Prometheus evaluates the rules`,
          why: 'Grafana records nothing, so the setting does nothing',
          fix: "remove it, or set alerts.evaluatedBy to 'grafana'",
        },
      ];
}

/** Texts of the user's own, which are templates in Prometheus's language. */
function checkTemplates({ alerts, replicaSets }: MonitoringConfig): readonly Finding[] {
  return [
    ...checkTexts(['alerts'], alerts),
    ...checkOverrides(['alerts', 'overrides'], alerts.overrides),
    ...replicaSets.flatMap((set, index) => checkOverrides(['replicaSets', index, 'alerts'], set.alerts ?? {})),
  ];
}

function checkOverrides(keys: ConfigPath, overrides: AlertOverrides): readonly Finding[] {
  return Object.entries(overrides).flatMap(([name, override = {}]) => checkTexts([...keys, name], override));
}

type Texts = Readonly<Record<string, string>>;

function checkTexts(
  keys: ConfigPath,
  { labels = {}, annotations = {} }: { readonly labels?: Texts; readonly annotations?: Texts },
): readonly Finding[] {
  const texts = [
    ...Object.entries(labels).map(([name, text]) => ({ keys: [...keys, 'labels', name], text })),
    ...Object.entries(annotations).map(([name, text]) => ({ keys: [...keys, 'annotations', name], text })),
  ];
  return texts.flatMap((found): Finding[] => {
    const translated = toGrafanaTemplate(found.text);
    return 'text' in translated
      ? []
      : [
          {
            severity: 'error',
            path: formatPath(found.keys),
            what: `found ${JSON.stringify(found.text)}`,
            why: `Grafana, which evaluates the alerts, has no template for it: ${translated.problem}`,
            fix: 'use $value, labels by their name ($labels.replica_set) and functions of text and numbers, or let Prometheus evaluate the alerts',
          },
        ];
  });
}
