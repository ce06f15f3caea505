/** What a user adds to a profile: does it name what there is, and is it whole. */
import type { Alert } from '../../model/alerts/alerts';
import type { Area } from '../../model/area';
import { comparisonOf } from '../../promql/comparison';
import type { Finding } from '../../validation/finding';
import { HARDENED_AREAS } from '../hardened/areas';
import { areasOf, profileOf, type Mixin } from '../mixin';

/** Findings about `extend`. */
export function checkExtension(mixin: Mixin): readonly Finding[] {
  const { alerts, config } = mixin;
  const { extend } = config;
  const shipped = new Set(profileOf(config).areas.flatMap((area) => area.alerts.map(({ name }) => name)));
  return [
    ...checkSignals(mixin),
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
    ...extend.panels.flatMap(({ name }, index): Finding[] =>
      config.profile === 'upstream'
        ? [
            {
              severity: 'warning',
              path: `extend.panels[${String(index)}].name`,
              what: `found ${name}, which no dashboard shows`,
              why: 'the profile upstream has the dashboard of the orchestrator alone',
              fix: 'remove it, or choose the other profile',
            },
          ]
        : [],
    ),
  ];
}

const signalsOf = ({ recorded, alerts }: Area): readonly string[] =>
  [...recorded, ...alerts.map(({ signal }) => signal)].map(({ name }) => name);

/** Signals that take the place of nothing that is asked. */
function checkSignals({ config, alerts, dashboards }: Mixin): readonly Finding[] {
  const asked = new Set([
    ...areasOf(config).flatMap(signalsOf),
    ...alerts.map(({ condition }) => condition.signal.name),
    ...dashboards.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries.map(({ signal }) => signal))),
  ]);
  return config.extend.signals.flatMap(({ name }, index): Finding[] => {
    const path = `extend.signals[${String(index)}].name`;
    const has = (area: Area): boolean => signalsOf(area).includes(name);
    const needed = profileOf(config).areas.find(has)?.needs;
    if (asked.has(name)) {
      return [];
    }
    if (needed === undefined && !HARDENED_AREAS.some(has)) {
      return [
        {
          severity: 'error',
          path,
          what: `found ${name}, which is no signal of the profile`,
          why: 'it replaces nothing',
          fix: 'use the name of a shipped signal, or give the signal to an alert or a panel of your own',
        },
      ];
    }
    return [
      {
        severity: 'warning',
        path,
        what: `found ${name}, which nothing uses`,
        why: needed === undefined ? `the profile ${config.profile} has no such signal` : `it needs \`${needed}\``,
        fix: needed === undefined ? 'remove it, or choose the other profile' : `describe \`${needed}\`, or remove it`,
      },
    ];
  });
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
      what: `found ${`${left} ${comparison} ${right}`.replace(/\s+/g, ' ')}, which contains a comparison already`,
      why: `the alert compares the result again, with ${condition.comparison} ${String(condition.threshold)}, and fires only for what passes both`,
      fix: `leave it to the alert: ${
        Number.isFinite(Number(right))
          ? `comparison ${comparison}, threshold ${right}`
          : 'ask for the difference of the two sides, and set comparison and threshold'
      }`,
    },
  ];
}
