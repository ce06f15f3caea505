/**
 * Inhibition where there is none. Alertmanager silences an alert while another one fires that says more; Grafana's alerting cannot. There, an
 * alert that would be a third notification of one fault leaves out what those others would fire for, or would keep firing for: whose condition
 * held throughout their `for` not longer ago than that.
 */
import { remembered } from '../../model/remembered';
import { block, formatDuration, on, seconds, type Alert, type Duration, type Mixin } from '../../orchestrator';

/** An alert's signal, where none of the alerts that it gives way to would fire. */
export function signalsWhereNotInhibited({ alerts, inhibitions, config }: Mixin): (alert: Alert) => string {
  // The same for all alerts of a name, of which there may be one for every setting.
  const leaving = remembered((target: string): readonly string[] =>
    alerts
      .filter(({ severity }) => severity !== 'info')
      .filter(({ definition: { silences = [] } }) => silences.some(({ leftOut = [] }) => leftOut.includes(target)))
      .flatMap((source) =>
        inhibitions
          .filter(({ source: name, targets }) => name === source.name && targets.includes(target))
          .map(({ equal }) => `unless ${on(equal)} ${firing(source, config.evaluationInterval)}`),
      ),
  );
  return ({ name, selfContained: { signalExpression } }) => {
    const left = leaving(name);
    return left.length === 0 ? signalExpression : [block(signalExpression), ...left].join('\n');
  };
}

/** Where an alert would fire, as the steps of subqueries tell: the same moments for all of them. */
function firing({ selfContained, for: held, keepFiringFor = '0s' }: Alert, step: Duration): string {
  const condition = block(selfContained.expression);
  const interval = seconds(step);
  const steps = Math.ceil(seconds(held) / interval);
  // Half a step more: a range of whole steps holds one more sample in Prometheus 2 than in Prometheus 3, which leaves its beginning out.
  const range = formatDuration((steps + 0.5) * interval);
  const throughout = steps === 0 ? condition : `(count_over_time(${condition}[${range}:${step}]) > ${String(steps)})`;
  // A range shorter than a step may hold none.
  const kept = formatDuration(Math.max(seconds(keepFiringFor), interval));
  return steps === 0 && seconds(keepFiringFor) === 0 ? condition : `last_over_time(${throughout}[${kept}:${step}])`;
}
