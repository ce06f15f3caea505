/** What a user adds to a profile: does it name what there is, and is it whole. */
import type { Alert } from '../../model/alerts';
import { comparisonOf } from '../../promql/comparison';
import type { Finding } from '../../validation/finding';
import { HARDENED_AREAS } from '../hardened/areas';
import { profileOf, type Mixin } from '../mixin';

/** Findings about `extend`. */
export function checkExtension({ config, alerts, dashboards }: Mixin): readonly Finding[] {
  const { extend } = config;
  const shipped = new Set(profileOf(config).areas.flatMap((area) => area.alerts.map(({ name }) => name)));
  const signals = new Set(
    HARDENED_AREAS.flatMap((area) => [
      ...area.recorded.map(({ name }) => name),
      ...area.alerts.map(({ signal }) => signal.name),
    ]),
  );
  const used = new Set(
    dashboards.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries.map(({ signal }) => signal))),
  );
  const error = (path: string, what: string, why: string, fix: string): Finding => ({
    severity: 'error',
    path,
    what,
    why,
    fix,
  });
  return [
    ...extend.signals.flatMap(({ name }, index): Finding[] =>
      signals.has(name) || used.has(name)
        ? []
        : [
            error(
              `extend.signals[${String(index)}].name`,
              `found ${name}, which is no signal of the profile`,
              'it takes the place of nothing',
              'use the name of a shipped signal, or give the signal to an alert or a panel of your own',
            ),
          ],
    ),
    ...extend.alerts.flatMap(({ name, silences = [] }, index): Finding[] =>
      silences
        .flatMap((silence) => silence.alerts)
        .filter((target) => !shipped.has(target) && !alerts.some((alert) => alert.name === target))
        .map((target) => ({
          severity: 'warning' as const,
          path: `extend.alerts[${String(index)}].silences`,
          what: `found ${target}, which ${name} should silence`,
          why: 'there is no such alert',
          fix: 'fix the name, or remove it',
        })),
    ),
    ...extend.alerts.flatMap(({ name, signal }, index) =>
      signal === undefined ? [] : checkComparison(name, `extend.alerts[${String(index)}]`, alerts),
    ),
  ];
}

/** An expression that compares already keeps what its author looks for, and the alert's own comparison mostly drops that again. */
function checkComparison(name: string, path: string, alerts: readonly Alert[]): readonly Finding[] {
  const alert = alerts.find((other) => other.name === name);
  const compared = alert === undefined ? undefined : comparisonOf(alert.selfContained.signalExpression);
  if (alert === undefined || compared === undefined) {
    return [];
  }
  const { left, comparison, right } = compared;
  const { condition } = alert;
  return [
    {
      severity: 'warning',
      path,
      what: `found ${`${left} ${comparison} ${right}`.replace(/\s+/g, ' ')}, which compares already`,
      why: `its value is compared once more, with ${condition.comparison} ${String(condition.threshold)}, and what does not pass both never fires`,
      fix: `leave it to the alert: ${
        Number.isFinite(Number(right))
          ? `comparison ${comparison}, threshold ${right}`
          : 'ask for the difference of the two sides, and set comparison and threshold'
      }`,
    },
  ];
}
