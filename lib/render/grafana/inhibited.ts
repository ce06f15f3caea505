/**
 * Inhibition where there is none. Alertmanager silences an alert while another one fires that says more; Grafana's alerting cannot. There, an
 * alert that would be a third notification of one fault leaves out what those others would fire for, or would keep firing for: whose condition
 * held throughout their `for` not longer ago than that.
 *
 * What is silenced goes on waiting and firing in Prometheus, while Grafana forgets a series that its query leaves out. So the query of such an
 * alert itself asks whether its condition has held, and Grafana's rule waits for nothing.
 */
import { remembered } from '../../model/remembered';
import { block, formatDuration, formatGoDuration, isAbout, on, seconds } from '../../orchestrator';
import type { Alert, Duration, Mixin } from '../../orchestrator';

/** What Grafana asks for an alert, and for how long that has to hold. */
export interface GrafanaQuestion {
  readonly expression: string;
  readonly for: Duration;
}

/** An alert's signal; or where it would fire, and none of the alerts that it gives way to would. */
export function questionsWhereNotInhibited({ alerts, inhibitions, config }: Mixin): (alert: Alert) => GrafanaQuestion {
  const step = config.evaluationInterval;
  // The same for all alerts of a name, of which there may be one for every setting.
  const leaving = remembered((target: string) =>
    alerts
      .filter(({ definition: { silences = [] } }) => silences.some(({ leftOut = [] }) => leftOut.includes(target)))
      .flatMap((source) =>
        inhibitions
          .filter(({ source: name, targets }) => name === source.name && targets.includes(target))
          .map((rule) => ({
            rule,
            source,
            clause: `unless ${on(rule.equal)} ${firing(source, keptFiring(source), step)}`,
          })),
      ),
  );
  return (alert) => {
    const left = leaving(alert.name).flatMap(({ rule, source, clause }) =>
      isAbout(rule, source, alert) ? clause : [],
    );
    const { signalExpression, expression } = alert.selfContained;
    if (left.length === 0) {
      return { expression: signalExpression, for: alert.for };
    }
    // What holds again before it is over, by the evaluation at which it did not hold first, fires on.
    const before = keptFiring(alert) + seconds(step);
    const asked =
      seconds(alert.for) === 0 ? [block(signalExpression)] : [block(expression), `and ${firing(alert, before, step)}`];
    return { expression: [...asked, ...left].join('\n'), for: '0s' };
  };
}

/** An expression and whether it has held, for so many steps: what comes before `unless` in the query of an alert that waits there. */
const WAITING = /^(.+?)\nand last_over_time\(\(count_over_time\(\1\[\w+:(\w+)\]\) > (\d+)\)\[/s;

/** How long an alert waits in its query, in whole evaluations; undefined for one that leaves that to its rule. */
export function waitsInQuery(expression: string): Duration | undefined {
  const [, , step, steps] = WAITING.exec(expression) ?? [];
  return step === undefined ? undefined : formatGoDuration(Number(steps) * seconds(step));
}

const keptFiring = ({ keepFiringFor = '0s' }: Alert): number => seconds(keepFiringFor);

/** Where an alert would fire, as the steps of subqueries tell: the same moments for all of them. */
function firing({ selfContained, for: held }: Alert, keptFor: number, step: Duration): string {
  const condition = block(selfContained.expression);
  const interval = seconds(step);
  const stepsOf = (duration: number): number => Math.ceil(duration / interval);
  // Half a step more: a range of whole steps holds one more sample in Prometheus 2 than in Prometheus 3, which leaves its beginning out.
  const range = (steps: number): string => `[${formatDuration((steps + 0.5) * interval)}:${step}]`;
  const steps = stepsOf(seconds(held));
  const throughout = steps === 0 ? condition : `(count_over_time(${condition}${range(steps)}) > ${String(steps)})`;
  // A range shorter than a step may hold none.
  const kept = range(Math.max(stepsOf(keptFor), 0.5));
  return steps === 0 && keptFor === 0 ? condition : `last_over_time(${throughout}${kept})`;
}
