/** One word for a replica set: the worst of what its alerts look for, asked for this moment and without waiting for any `for`. */
import type { AlertDefinition } from '../../../model/alerts/alert-definition';
import type { Area } from '../../../model/area';
import type { ValueText } from '../../../model/dashboards/panel';
import { ask, askAbove, isAskable, type QueryContext, type Signal } from '../../../model/signal';
import { block, formatNumber, labelled, union } from '../../../promql/write';
import type { MonitoringConfig } from '../../fleet/config';
import { by, ofReplicaSets, SET } from '../asking';
import { knownReplicaSets } from '../processes/signals';

type Signed = AlertDefinition & { readonly sign: NonNullable<AlertDefinition['sign']> };

/** Alerts with a sign, but those that are disabled, worst first. */
function signs({ alerts: { overrides } }: MonitoringConfig, areas: readonly Area[]): readonly Signed[] {
  return areas
    .flatMap(({ alerts }): readonly AlertDefinition[] => alerts)
    .filter((alert): alert is Signed => alert.sign !== undefined && overrides[alert.name]?.enabled !== false)
    .sort((a, b) => a.sign.rank - b.sign.rank);
}

/** Words for the values of `replicaSetState`: 0 is well, and the more the worse. */
export function stateTexts(config: MonitoringConfig, areas: readonly Area[]): readonly ValueText[] {
  const worstFirst = signs(config, areas);
  return [
    { value: 0, text: 'OK', severity: undefined },
    ...worstFirst
      .map(({ sign, severity }, index) => ({ value: worstFirst.length - index, text: sign.text, severity }))
      .reverse(),
  ];
}

/** The state of each replica set: the number of its worst sign. Thresholds are the fleet's. */
export function replicaSetState(config: MonitoringConfig, areas: readonly Area[]): Signal {
  const worstFirst = signs(config, areas);
  return ofReplicaSets({
    name: 'replicaSetState',
    title: 'State',
    unit: 'state',
    expression: (context) =>
      `${by('max', SET, context)} ${block(
        union([
          labelled(`${ask(knownReplicaSets, context)} * 0`, 'sign', 'none'),
          ...worstFirst.flatMap((alert, index) =>
            isAskable(alert.signal, context) ? [signOf(alert, worstFirst.length - index, config, context)] : [],
          ),
        ]),
      )}`,
  });
}

/** The sign's number where the alert's condition holds, else 0. */
function signOf(
  { name, signal, comparison, threshold: own, sign }: Signed,
  code: number,
  config: MonitoringConfig,
  context: QueryContext,
): string {
  const threshold = config.alerts.overrides[name]?.threshold ?? own;
  const answer = `(${block(askAbove(threshold, signal, context))} ${comparison} bool ${formatNumber(threshold)}) * ${String(code)}`;
  return labelled(answer, 'sign', sign.text);
}
