/**
 * Inhibition where there is none. Alertmanager silences an alert while another one fires that says more; Grafana's alerting cannot. There, an
 * alert that would be a third notification of one fault leaves out what the conditions of those others hold for, and held for a while ago:
 * as long as they would keep firing.
 */
import { block, on, type Alert, type Mixin } from '../../orchestrator';

/** The alert's signal, where none of the alerts that it gives way to has reason to fire. */
export function signalWhereNotInhibited(alert: Alert, { alerts, inhibitions, config }: Mixin): string {
  const { signalExpression } = alert.selfContained;
  const sources = alerts.filter(({ definition: { silences = [] } }) =>
    silences.some(({ leftOut = [] }) => leftOut.includes(alert.name)),
  );
  const leaving = sources.flatMap(({ name, keepFiringFor, selfContained }) =>
    inhibitions
      .filter(({ source, targets }) => source === name && targets.includes(alert.name))
      .map(({ equal }) => {
        const condition = block(selfContained.expression);
        return keepFiringFor === undefined
          ? `unless ${on(equal)} ${condition}`
          : `unless ${on(equal)} last_over_time(${condition}[${keepFiringFor}:${config.evaluationInterval}])`;
      }),
  );
  return leaving.length === 0 ? signalExpression : [block(signalExpression), ...leaving].join('\n');
}
