/** Settings that Grafana's alerting cannot do anything with, where it is to evaluate the alerts. */
import { formatDuration, seconds } from '../../promql/duration';
import { errorAt, warningAt, type Finding } from '../../validation';
import type { MonitoringConfig } from '../fleet/config';
import type { Mixin } from '../mixin';

/** Seconds between two ticks of Grafana's scheduler, by default; rule groups are evaluated on a multiple of it. */
const TICK = 10;

export function* checkGrafanaAlerting(mixin: Mixin): Generator<Finding> {
  const { config } = mixin;
  const { evaluatedBy, grafana } = config.alerts;
  if (evaluatedBy === 'grafana') {
    yield* checkInterval(config);
    yield* findOtherStore('alerts.grafana.targetDatasourceUid', mixin, grafana);
  } else if (grafana.targetDatasourceUid !== undefined) {
    yield warningAt('alerts.grafana.targetDatasourceUid', {
      what: `found ${JSON.stringify(grafana.targetDatasourceUid)}, while Prometheus evaluates the rules`,
      why: 'Grafana records nothing, so the setting does nothing',
      fix: "remove it, or set alerts.evaluatedBy to 'grafana'",
    });
  }
}

/** Series that are recorded into another data source than the one that rules and panels ask, where both are known. */
export function* findOtherStore(
  path: string,
  mixin: Mixin,
  { datasourceUid: asked, targetDatasourceUid: recorded }: { datasourceUid: unknown; targetDatasourceUid?: unknown },
): Generator<Finding> {
  const areKnown = [asked, recorded].every((uid) => typeof uid === 'string');
  if (areKnown && asked !== recorded && mixin.recordingRules.length > 0) {
    yield warningAt(path, {
      what: `found ${JSON.stringify(recorded)}, beside the datasourceUid ${JSON.stringify(asked)}`,
      why: 'panels and alerts of objectives ask that one for recorded series, and find none unless it shows what this one takes in',
      fix: 'give both the same uid, unless they are two ways to one store',
    });
  }
}

/** Whether Grafana takes the interval, where it evaluates alerts or recording rules. */
export function* checkInterval({ evaluationInterval }: MonitoringConfig): Generator<Finding> {
  const interval = seconds(evaluationInterval);
  if (interval % TICK !== 0) {
    yield errorAt('evaluationInterval', {
      what: `found ${evaluationInterval}`,
      why: `Grafana, which evaluates rules, refuses an interval that is not a multiple of ${String(TICK)}s`,
      fix: `set ${formatDuration(Math.max(1, Math.round(interval / TICK)) * TICK)}, or let Prometheus evaluate all rules`,
    });
  }
}
