/**
 * Inhibition where there is none. Alertmanager silences an alert while another one fires that says more; Grafana's alerting cannot. There, the
 * alert's expression leaves out what the conditions of such alerts hold for, and held for a while ago: as long as they would go on firing.
 */
import { block, on, type Alert, type Mixin } from '../../orchestrator';

/** The alert's signal, where no other alert that silences it has reason to fire. */
export function signalWhereNotInhibited(alert: Alert, { alerts, inhibitions, config }: Mixin): string {
  const silencing = inhibitions
    .filter(({ targets }) => targets.includes(alert.name))
    .flatMap(({ source, equal }) =>
      alerts
        .filter(({ name }) => name === source)
        .map(({ expression, keepFiringFor }) => {
          const condition = block(expression);
          return keepFiringFor === undefined
            ? `unless ${on(equal)} ${condition}`
            : `unless ${on(equal)} last_over_time(${condition}[${keepFiringFor}:${config.evaluationInterval}])`;
        }),
    );
  return silencing.length === 0 ? alert.signalExpression : [block(alert.signalExpression), ...silencing].join('\n');
}
