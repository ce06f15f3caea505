/** docs/alerts.md: the reference of all alerts, from their definitions, the recordings and what replaying them gave. */
import { createMixin, type Mixin, type MonitoringProps } from '../../lib';
import { ALERT_NAMES, quantity, type Alert, type InhibitionRule } from '../../lib/orchestrator';
import {
  comparisonWords,
  conditionWords,
  durationWords,
  markdownBlock,
  markdownCode,
  markdownTable,
  markdownTemplate,
  markdownText,
} from '../../lib/render';
import type { Recording } from '../../test/scenarios/scenario';
import { CAUGHT_BY, caughtFaults } from './alerts-page-scenarios';
import {
  CANNOT_BE_TOLD,
  DIFFERENCES,
  DIFFERENCES_IN_GENERAL,
  INTRODUCTION,
  SCENARIOS,
  SEVERITIES,
} from './alerts-page-words';

/** A fleet in which every alert exists: some need an expected number of workers, some to know the input, others a database and objectives. */
export const DOCUMENTED_PROPS: MonitoringProps = {
  replicaSets: [
    { name: 'orders', workers: 3, inputNeverPausesFor: '30m' },
    { name: 'billing', workers: { deployment: 'billing', namespace: 'shop' } },
  ],
  database: { exporter: 'postgres_exporter', selector: { job: 'pupsourcing-database' } },
  objectives: [
    { name: 'handled', successRatio: true, target: 0.999 },
    { name: 'fresh', freshness: '30s', target: 0.99 },
  ],
};

/** What is documented: that fleet, with the alerts that guess at what a database measures, as a fleet without one has them. */
export function documentedMixin(): Mixin {
  const measured = createMixin(DOCUMENTED_PROPS);
  const objectives = (DOCUMENTED_PROPS.objectives ?? []).filter(({ freshness }) => freshness === undefined);
  const { database: _, ...withoutDatabase } = DOCUMENTED_PROPS;
  const guessed = createMixin({ ...withoutDatabase, objectives });
  const isGuess = (name: string): boolean => !measured.alerts.some((alert) => alert.name === name);
  const withGuesses = <T extends { readonly name: string }>(of: readonly T[], others: readonly T[]): readonly T[] =>
    ALERT_NAMES.flatMap((name) => (isGuess(name) ? others : of).filter((one) => one.name === name));
  return {
    ...measured,
    alerts: withGuesses(measured.alerts, guessed.alerts),
    runbook: withGuesses(measured.runbook, guessed.runbook),
    recordingRules: [
      ...new Map([...guessed.recordingRules, ...measured.recordingRules].map((rule) => [rule.record, rule])).values(),
    ],
    dashboards: [...measured.dashboards, ...guessed.dashboards],
    inhibitions: [
      ...measured.inhibitions,
      ...guessed.inhibitions
        .map((rule) => (isGuess(rule.source) ? rule : { ...rule, targets: rule.targets.filter(isGuess) }))
        .filter(({ targets }) => targets.length > 0),
    ],
  };
}

/**
 * The whole page. `scenarios` is the part between the markers, since only replaying the recordings can write it anew. Ends with a line
 * feed.
 */
export function alertsPage(recordings: readonly Recording[], scenarios: string): string {
  const mixin = documentedMixin();
  const caught = caughtFaults(scenarios);
  const parts = [
    INTRODUCTION,
    overview(mixin),
    SEVERITIES,
    '## The alerts',
    ...mixin.runbook.map(({ name, alerts }) => section(mixin, name, alerts, caught.get(name) ?? [])),
    '## What replaying the recordings gives',
    SCENARIOS,
    scenarios,
    recordingList(recordings),
    '## What cannot be told from the metrics',
    CANNOT_BE_TOLD,
    "## Differences from upstream's README",
    differences(mixin),
  ];
  return `${parts.join('\n\n')}\n`;
}

const anchor = (name: string): string => `[${name}](#${name.toLowerCase()})`;

function overview({ runbook }: Mixin): string {
  return markdownTable(
    ['alert', 'severity', 'says'],
    runbook.map(({ name, alerts: [first] }) => [
      anchor(name),
      first?.severity ?? '',
      first === undefined ? '' : summaryOf(first),
    ]),
  );
}

function section(mixin: Mixin, name: string, alerts: readonly Alert[], caught: readonly string[]): string {
  return [
    `### ${name}`,
    ...alerts.slice(0, 1).map((alert) => `_${summaryOf(alert)}_`),
    alerts.map(facts).join('\n\n'),
    ...alerts.slice(0, 1).map((alert) => `**Says:** ${description(alert)}`),
    ...alerts.slice(0, 1).map(({ definition: { reason } }) => `**Why:** ${markdownText(reason)}`),
    inhibitionWords(name, mixin.inhibitions),
    `**${CAUGHT_BY}:** ${caught.length === 0 ? 'none' : caught.join('; ')}.`,
    ...alerts.map(({ expression }) => markdownBlock('promql', expression)),
    `What to do: [runbook](runbook.md#${name.toLowerCase()}).`,
  ].join('\n\n');
}

function facts(alert: Alert): string {
  const { condition, definition, severity, keepFiringFor } = alert;
  const threshold = quantity(definition.threshold, condition.signal.unit);
  return markdownTable(
    ['severity', 'fires when', 'default threshold', '`for`', '`keep_firing_for`'],
    [[severity, conditionWords(alert), threshold, durationWords(alert.for), keepFiringFor ?? '–']],
  );
}

function summaryOf({ definition: { summary } }: Alert): string {
  return markdownTemplate(summary);
}

function description({ definition, condition }: Alert): string {
  return markdownTemplate(definition.description(condition));
}

function inhibitionWords(name: string, rules: readonly InhibitionRule[]): string {
  const about = ({ equal }: InhibitionRule): string =>
    equal.includes('projection') ? ' (of the same projection)' : '';
  const silences = rules
    .filter(({ source }) => source === name)
    .map((rule) => `${rule.targets.map(anchor).join(', ')}${about(rule)}`);
  const silencedBy = rules
    .filter(({ targets }) => targets.includes(name))
    .map((rule) => `${anchor(rule.source)}${about(rule)}`);
  const list = (items: readonly string[]): string => (items.length === 0 ? 'nothing' : items.join(', '));
  return `**Silences:** ${list(silences)}. **Silenced by:** ${list(silencedBy)}.`;
}

function recordingList(recordings: readonly Recording[]): string {
  return [
    'The recordings:',
    markdownTable(
      ['recording', 'mode', 'scraped every', 'what was done'],
      recordings.map(({ name, mode, scrapeInterval, description: words }) => [
        name,
        mode,
        `${scrapeInterval} s`,
        markdownText(words),
      ]),
    ),
  ].join('\n\n');
}

/** The four alerts of the README, with their numbers here and there. */
function differences(mixin: Mixin): string {
  const upstream = createMixin({ ...DOCUMENTED_PROPS, profile: 'upstream' });
  const numbers = ({ condition: { comparison, threshold, signal }, for: duration, severity }: Alert): string[] => [
    `${comparisonWords(comparison)} ${quantity(threshold, signal.unit)}`,
    durationWords(duration),
    severity,
  ];
  const rows = upstream.alerts.map((theirs) => {
    const ours = mixin.alerts.find(({ name }) => name === theirs.name);
    return [anchor(theirs.name), ...numbers(theirs), ...(ours === undefined ? ['–', '–', '–'] : numbers(ours))];
  });
  const reasons = upstream.alerts.map(
    ({ name, expression }) =>
      `- **${name}** (${markdownCode(expression)}): ${(DIFFERENCES as Readonly<Record<string, string | undefined>>)[name] ?? ''}`,
  );
  return [
    DIFFERENCES_IN_GENERAL,
    markdownTable(['alert', 'README', 'for', 'severity', '`hardened`', 'for', 'severity'], rows),
    reasons.join('\n'),
  ].join('\n\n');
}
