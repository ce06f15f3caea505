/** What a user adds and replaces, in the profile's own terms, and the profile with it. */
import type { AlertDefinition, RunbookSection, Silence } from '../../model/alerts/alert-definition';
import type { AlertOverride } from '../../model/alerts/alert-settings';
import type { Alert } from '../../model/alerts/alerts';
import type { Area } from '../../model/area';
import type { PanelDefinition, PanelQueryDefinition } from '../../model/dashboards/panel';
import { current, type QueryContext, type Signal } from '../../model/signal';
import { matchersIn, neverMeet } from '../../promql/never-meet';
import { labelledPart, resultLabels } from '../../promql/result';
import { operand } from '../../promql/write';
import { ConfigError, stated, withCheckedResults, type ConfigPath } from '../../validation';
import { ALERT_NAMES } from '../alert-names';
import { signalOf } from './expression';
import { extension } from './extension-schema';
import type { ExpressionProps, ExtendProps } from './extension-props';

/** An alert in the profile's own terms, of which some may be missing. */
type PartialAlert = Omit<Partial<AlertDefinition>, 'runbook'> & {
  readonly name: string;
  readonly runbook?: Partial<RunbookSection>;
};

/** The same in the profile's own terms. */
export interface Extension {
  readonly signals: readonly Signal[];
  readonly alerts: readonly PartialAlert[];
  readonly recordingRules: readonly Signal[];
  readonly panels: readonly PanelDefinition[];
  /** Names of alerts of whose expression nobody said which labels its result has. */
  readonly unlabelled: readonly string[];
}

export const EXTENSION_GROUP = 'orchestrator_extension';

/** The question of an alert's runbook that its own expression answers. */
const LOOKS_AT = 'What does the alert look at?';

export const EXTENSION_ROW = 'extension';

/** What an entry that leaves a shipped alert its question says that may stand in `alerts.overrides`, too. */
export const settingsIn = (alert: PartialAlert): AlertOverride => {
  const { threshold, for: waits, keepFiringFor, severity } = asksOther(alert) ? {} : alert;
  return stated({ threshold, for: waits, keepFiringFor, severity });
};

export function resolveExtension(extend: ExtendProps = {}): Extension {
  const {
    signals = [],
    recordingRules = [],
    alerts = [],
    panels = [],
  } = withCheckedResults(extension, extend, 'extend');
  return {
    signals: signals.map(tight),
    recordingRules: recordingRules.map(tight),
    alerts: alerts.map(alertOf),
    panels: panels.map(panelOf),
    unlabelled: alerts
      .map(stated)
      .flatMap((alert) => ('expression' in alert && !('labels' in alert) ? [alert.name] : [])),
  };
}

/** A signal that others can put beside any operator, as they do with the profile's: whoever wrote it need not know. */
const tight = (signal: Signal): Signal => ({
  ...signal,
  expression: (context) => operand(signal.expression(context)),
});

/**
 * Those areas of a profile that apply, with what a user adds and replaces.
 *
 * @param context - how rules ask
 * @param panel - what an alert of a user's own leads to, unless it says so
 * @throws ConfigError where an alert of a user's own is not whole
 */
export function extendAreas(
  ofProfile: readonly Area[],
  context: QueryContext,
  { alerts, recordingRules }: Extension,
  panel: string,
): readonly Area[] {
  const areas = ofProfile.filter(({ applies = () => true }) => applies(context));
  const given = new Map(alerts.map((alert) => [alert.name, alert]));
  const shipped = new Set(areas.flatMap((area) => area.alerts.map(({ name }) => name)));
  const replaced = areas.map((area) => ({
    ...area,
    alerts: area.alerts.map((alert): AlertDefinition => completed(alert, given.get(alert.name))),
  }));
  // Settings of an alert that the configuration does not have do nothing, as in `alerts.overrides`: `check` warns of both.
  const isIdle = (alert: PartialAlert): boolean =>
    (ALERT_NAMES as readonly string[]).includes(alert.name) && Object.keys(settingsIn(alert)).length > 0;
  const isAdded = (alert: PartialAlert): boolean => !shipped.has(alert.name) && !isIdle(alert);
  const incomplete = alerts.flatMap((alert, index) => {
    const { name, signal, summary } = alert;
    const missing = [
      ...(signal === undefined ? ['a signal or an expression'] : []),
      ...(summary === undefined ? ['a summary'] : []),
    ];
    if (!isAdded(alert) || missing.length === 0) {
      return [];
    }
    const needed = ofProfile.find((area) => area.alerts.some((one) => one.name === name))?.needs;
    const [why, fix] =
      needed === undefined
        ? [
            'is no alert of the profile',
            `give it whole, or use the name of a shipped alert: ${[...shipped].join(', ')}`,
          ]
        : [`needs \`${needed}\``, `describe \`${needed}\`, or give it whole`];
    const message = `found ${name}, which ${why}, without ${missing.join(' and ')}; ${fix}`;
    return [{ path: `extend.alerts[${String(index)}]`, message }];
  });
  if (incomplete.length > 0) {
    throw new ConfigError(incomplete);
  }
  const added = alerts.filter(isAdded).map((alert) => completed({ ...OWN_ALERT, panel }, alert));
  const own = { group: EXTENSION_GROUP, recorded: recordingRules, alerts: added };
  const now = (signal: Signal): Signal => current(signal, context);
  return [...replaced, own].map((area) => ({
    ...area,
    recorded: area.recorded.map(now),
    alerts: area.alerts.map((alert) => asking(alert, now)),
  }));
}

/** The signals of a user's own, and where each was written. */
export const writtenSignals = ({ signals, recordingRules, alerts, panels }: Extension): readonly WrittenSignal[] => [
  ...signals.map((signal, index) => ({ path: ['extend', 'signals', index], signal })),
  ...recordingRules.map((signal, index) => ({ path: ['extend', 'recordingRules', index], signal })),
  ...alerts.flatMap(({ signal }, index) =>
    signal === undefined ? [] : [{ path: ['extend', 'alerts', index, 'signal'], signal }],
  ),
  ...panels.flatMap(({ queries }, index) =>
    queries.map(({ signal }, query) => ({ path: ['extend', 'panels', index, 'queries', query, 'signal'], signal })),
  ),
];

interface WrittenSignal {
  readonly path: ConfigPath;
  readonly signal: Signal;
}

/** All of them, with those of the conditions that their alerts have in a configuration. */
export function ownSignals(
  extension: Extension,
  resolved: readonly Pick<Alert, 'name' | 'condition'>[],
): readonly Signal[] {
  const conditional = new Set(extension.alerts.filter((alert) => alert.conditions).map(({ name }) => name));
  return [
    ...writtenSignals(extension).map(({ signal }) => signal),
    ...resolved.filter(({ name }) => conditional.has(name)).map(({ condition }) => condition.signal),
  ];
}

/** An alert, with something done to each signal that it asks. */
function asking<T extends Partial<Pick<AlertDefinition, 'signal' | 'conditions'>>>(
  alert: T,
  change: (signal: Signal) => Signal,
): T {
  const { signal, conditions } = alert;
  return {
    ...alert,
    ...(signal && { signal: change(signal) }),
    ...(conditions && {
      conditions: (...about: Parameters<typeof conditions>) =>
        conditions(...about).map((condition) => ({ ...condition, signal: change(condition.signal) })),
    }),
  };
}

/** A profile's panels, with those of a user; one without a place stands in the row of what is added. */
export function extendPanels(
  panels: readonly PanelDefinition[],
  extension: Extension,
  context: QueryContext,
): readonly PanelDefinition[] {
  const given = new Map(extension.panels.map((panel) => [panel.name, panel]));
  const own = new Set(panels.map(({ name }) => name));
  return [
    ...panels.map((panel) => {
      const replacement = given.get(panel.name);
      return replacement === undefined ? panel : { ...stated({ row: panel.row }), ...replacement };
    }),
    ...extension.panels
      .filter(({ name }) => !own.has(name))
      .map((panel) =>
        panel.row === undefined && panel.beside === undefined ? { ...panel, row: EXTENSION_ROW } : panel,
      ),
  ].map((panel) => ({
    ...panel,
    queries: panel.queries.map((query) => ({ ...query, signal: current(query.signal, context) })),
  }));
}

const OWN_ALERT = {
  comparison: '>',
  threshold: 0,
  severity: 'warning',
  reason: '',
  runbook: { meaning: '', impact: '', diagnosis: [], fix: [] },
} as const satisfies Partial<AlertDefinition>;

/** Whether an entry gives its alert a question of the user's own. */
export function asksOther({ signal, conditions }: PartialAlert): boolean {
  return signal !== undefined || conditions !== undefined;
}

/** Where a user wrote the first entry of `extend` of which something holds; undefined where there is none. */
export function writtenIn<TPart extends keyof ExtendProps>(
  extend: Extension,
  part: TPart,
  holds: (entry: Extension[TPart][number]) => boolean,
): ConfigPath | undefined {
  const entries: readonly Extension[TPart][number][] = extend[part];
  const index = entries.findIndex(holds);
  return index < 0 ? undefined : ['extend', part, index];
}

/** An alert, with what a user gave in the place of its fields. */
function completed(alert: Partial<AlertDefinition>, given: PartialAlert | undefined): AlertDefinition {
  const isOther = given !== undefined && asksOther(given);
  const { summary, comparison } = { ...alert, ...given };
  const before = {
    ...alert,
    // These are about the signal that is no longer asked, or how it was compared.
    ...(isOther ? { conditions: undefined, askedFor: undefined } : {}),
    ...(isOther || comparison !== alert.comparison ? { probe: undefined, description: () => summary } : {}),
  };
  // As in `alerts.overrides`, which it goes on to: the severity that the alert was written with says what it may silence.
  const { severity = given?.severity } = isOther ? {} : alert;
  return {
    ...before,
    ...given,
    ...stated({ severity }),
    runbook: { ...alert.runbook, ...given?.runbook },
  } as AlertDefinition;
}

type GivenAlert = Partial<Omit<AlertDefinition, 'description' | 'silences' | 'runbook'> & ExpressionProps> & {
  readonly name: string;
  readonly description?: AlertDefinition['description'] | string;
  readonly silences?: readonly (Silence | string)[];
  readonly runbook?: Partial<RunbookSection>;
};

function alertOf({ expression, unit, labels, ...given }: GivenAlert): PartialAlert {
  const { name, silences, description } = given;
  const own = expression === undefined ? undefined : signalOf(name, expression, unit, labels);
  const silenced = silences?.filter((one) => typeof one === 'string') ?? [];
  return stated({
    ...asking(own === undefined ? given : { ...given, signal: own }, tight),
    description: description === undefined || typeof description === 'function' ? description : () => description,
    silences: silences && [
      ...(silenced.length === 0 ? [] : [{ alerts: silenced }]),
      ...silences.filter((one) => typeof one !== 'string'),
    ],
    runbook: {
      ...(own === undefined ? {} : { diagnosis: [{ question: LOOKS_AT, query: own.expression }] }),
      ...stated(given.runbook ?? {}),
    },
  });
}

type GivenPanel = Partial<Omit<PanelDefinition, 'queries'>> &
  Pick<PanelDefinition, 'name' | 'title'> & {
    readonly queries: readonly (PanelQueryDefinition | (ExpressionProps & Omit<PanelQueryDefinition, 'signal'>))[];
  };

function panelOf({ queries, ...given }: GivenPanel): PanelDefinition {
  const { title, kind = 'timeseries', unit = 'count' } = given;
  return {
    description: '',
    kind,
    unit,
    width: 12,
    height: 8,
    ...stated(given),
    queries: queries.map(stated).map((query) => {
      if (!('expression' in query)) {
        return query;
      }
      const { expression, unit: ofQuery = unit, labels, ...rest } = query;
      return {
        instant: kind === 'stat' || kind === 'table',
        ...rest,
        signal: signalOf(title, expression, ofQuery, labels),
      };
    }),
  };
}

/**
 * Labels of the fleet that the series of a user's own alert do not have, or have of something else. What asks for the fleet's series has its labels; of other series it has those that it selects by.
 * The rule's own labels make up for what is lost.
 */
export function lostLabels(
  { selfContained: { signalExpression }, labels }: Pick<Alert, 'selfContained' | 'labels'>,
  { by, pinned }: QueryContext,
): readonly string[] {
  const asked = matchersIn(labelledPart(signalExpression));
  const isFleets = Object.entries(pinned).every(([label, value]) =>
    asked.some((other) => other.label === label && other.op === '=' && other.value === value),
  );
  const kept = resultLabels(signalExpression) ?? (isFleets ? by : asked.map(({ label }) => label));
  const isOthers = (label: string): boolean => {
    const [value, own] = [pinned[label], asked.filter((other) => other.label === label)];
    return value !== undefined && own.length > 0 && own.every((other) => neverMeet(other, { label, op: '=', value }));
  };
  return by.filter((label) => !Object.hasOwn(labels, label) && (!kept.includes(label) || isOthers(label)));
}
