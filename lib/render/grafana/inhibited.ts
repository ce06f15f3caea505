/**
 * Inhibition where there is none. Alertmanager silences an alert while another one fires that says more; Grafana's alerting cannot. There, an
 * alert that would be a third notification of one fault leaves out what the conditions of those others hold for, and held for a while ago:
 * as long as they would keep firing.
 */
import { block, on, seconds, type Alert, type Mixin } from '../../orchestrator';

/** An alert's signal, where none of the alerts that it gives way to has reason to fire. */
export function signalsWhereNotInhibited({ alerts, inhibitions, config }: Mixin): (alert: Alert) => string {
  const leaving = (target: string): readonly string[] =>
    alerts
      .filter(({ severity }) => severity !== 'info')
      .filter(({ definition: { silences = [] } }) => silences.some(({ leftOut = [] }) => leftOut.includes(target)))
      .flatMap(({ name, keepFiringFor = '0s', selfContained }) =>
        inhibitions
          .filter(({ source, targets }) => source === name && targets.includes(target))
          .map(({ equal }) => {
            const condition = block(selfContained.expression);
            if (seconds(keepFiringFor) === 0) {
              return `unless ${on(equal)} ${condition}`;
            }
            // A range shorter than a step may hold none.
            const step = config.evaluationInterval;
            const range = seconds(keepFiringFor) < seconds(step) ? step : keepFiringFor;
            return `unless ${on(equal)} last_over_time(${condition}[${range}:${step}])`;
          }),
      );
  // The same for all alerts of a name, of which there may be one for every setting.
  const byName = new Map<string, readonly string[]>();
  return ({ name, selfContained: { signalExpression } }) => {
    const left = byName.get(name) ?? leaving(name);
    byName.set(name, left);
    return left.length === 0 ? signalExpression : [block(signalExpression), ...left].join('\n');
  };
}
