/** Recordings together with the alerts that Prometheus would have raised in them. */
import { renderPrometheusRules, toYaml } from '../../lib';
import { replay } from '../scenarios/promtool-replay';
import { mixinFor } from '../scenarios/run';
import type { Recording, Series } from '../scenarios/scenario';

/** Seconds between two samples of a series of alerts. */
const SAMPLES = 5;

/** The recording with the alerts that fired in it, evaluated every `step` seconds, as the series that Prometheus would have written. */
export async function withAlerts(recording: Recording, step: number): Promise<Recording> {
  const rules = toYaml(renderPrometheusRules(mixinFor(recording, 'hardened').ruleGroups));
  const { firing } = await replay(recording, rules, step);
  const series = firing.map(({ labels, from, to }): Series => ({
    labels: { __name__: 'ALERTS', alertstate: 'firing', ...labels },
    values: Array.from({ length: Math.ceil((to - from) / SAMPLES) }, (_, index) => [from + index * SAMPLES, 1]),
  }));
  return { ...recording, series: [...recording.series, ...series] };
}
