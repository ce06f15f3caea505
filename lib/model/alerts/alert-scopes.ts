/**
 * Which subjects share one rule of an alert. Those with equal settings are put together by a regular expression, so a thousand subjects
 * with a handful of distinct settings stay a handful of rules.
 */
import { noneOf, oneOf, type LabelMatcher } from '../../promql/write';
import { seconds, type Duration } from '../../promql/duration';
import type { AlertDefinition, Condition } from './alert-definition';
import type { AlertingSettings, AlertOverride, Severity, SubjectSettings } from './alert-settings';
import { stableHash } from '../stable-hash';
import type { QueryContext } from '../signal';

/** The subjects that one rule covers. */
export interface AlertScope {
  /** Listed subjects, in the configuration's order. */
  readonly subjects: readonly string[];
  /** Whether subjects that nobody listed are covered too. */
  readonly unlisted: boolean;
  /** Where they are, the listed ones that are not; else none, as what is covered says it. */
  readonly excluded: readonly string[];
  /** What restricts a series to this scope; empty where everything is covered. */
  readonly matchers: readonly LabelMatcher[];
}

/** The settings of one alert that hold for some subjects. */
export interface ScopedSettings {
  readonly enabled: boolean;
  readonly for: Duration;
  readonly keepFiringFor: Duration | undefined;
  readonly severity: Severity;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly conditions: readonly Condition[];
}

/** Subjects with equal settings. */
export interface ScopedAlert {
  readonly scope: AlertScope;
  readonly settings: ScopedSettings;
  /**
   * What tells these settings from the fleet's: empty for the fleet's own, else words such as `threshold=0.5,for=10m`. It comes from the
   * settings alone, so that no other rule, and no order, changes it.
   */
  readonly key: string;
}

/** The scopes of an alert: the fleet's own settings first, then by first subject. */
export function scopesOf(
  alerting: AlertingSettings,
  definition: AlertDefinition,
  context: QueryContext,
): readonly ScopedAlert[] {
  const ofFleet = alerting.overrides[definition.name];
  const listed = new Map(context.listed.map((one) => [one.name, one]));
  const settingsOf = (subject: SubjectSettings | undefined): ScopedSettings => {
    const own = subject?.alerts?.[definition.name];
    const pick = <TKey extends keyof AlertOverride>(key: TKey): AlertOverride[TKey] | undefined =>
      own?.[key] ?? ofFleet?.[key];
    const { signal, comparison, askedFor } = definition;
    const known = subject === undefined ? undefined : listed.get(subject.name);
    const asked = known === undefined ? undefined : askedFor?.(known);
    const threshold = pick('threshold') ?? definition.threshold;
    return {
      enabled: (askedFor === undefined || asked !== undefined) && (pick('enabled') ?? true),
      for: pick('for') ?? asked ?? definition.for ?? '5m',
      keepFiringFor: pick('keepFiringFor') ?? definition.keepFiringFor,
      severity: pick('severity') ?? definition.severity,
      labels: { ...alerting.labels, ...ofFleet?.labels, ...own?.labels },
      annotations: { ...alerting.annotations, ...ofFleet?.annotations, ...own?.annotations },
      conditions: definition.conditions?.(subject?.name, context) ?? [{ key: '', signal, comparison, threshold }],
    };
  };
  const fleet = settingsOf(undefined);
  const differ = definition.conditions !== undefined || definition.askedFor !== undefined;
  const identity = (settings: ScopedSettings): string => JSON.stringify([...wordsOf(settings, fleet)]);
  const fleetsOwn = identity(fleet);
  const groups = new Map([[fleetsOwn, { settings: fleet, subjects: new Array<string>() }]]);
  for (const subject of alerting.subjects) {
    // Most have nothing of their own: to compare them would be most of the work for a large fleet.
    const settings = differ || subject.alerts?.[definition.name] !== undefined ? settingsOf(subject) : fleet;
    const key = settings === fleet ? fleetsOwn : identity(settings);
    const group = groups.get(key) ?? { settings, subjects: [] };
    group.subjects.push(subject.name);
    groups.set(key, group);
  }
  // Where subjects have to ask for the alert, the fleet has none: that they asked is no difference.
  const usual = definition.askedFor ? { ...fleet, enabled: true } : fleet;
  return [...groups.values()].flatMap(({ settings, subjects }) => {
    const unlisted = settings === fleet && alerting.watchUnlisted;
    const key = settings === fleet ? '' : differences(wordsOf(settings, usual), wordsOf(usual, usual));
    return unlisted || subjects.length > 0 ? [{ settings, scope: scopeOf(alerting, subjects, unlisted), key }] : [];
  });
}

function scopeOf(
  { subjectLabel, subjects: listed }: AlertingSettings,
  subjects: readonly string[],
  unlisted: boolean,
): AlertScope {
  if (!unlisted) {
    return { subjects, unlisted, excluded: [], matchers: [oneOf(subjectLabel, subjects)] };
  }
  const members = new Set(subjects);
  const excluded = listed.map(({ name }) => name).filter((name) => !members.has(name));
  return { subjects, unlisted, excluded, matchers: excluded.length === 0 ? [] : [noneOf(subjectLabel, excluded)] };
}

/** Longest key that is written out; a longer one is cut, and a hash of all of it stands in for the rest. */
const READABLE = 60;

/** In which settings some differ from the fleet's, as words. No braces: the words are the value of a label, which is a template. */
function differences(own: Words, fleet: Words): string {
  const differing = [...own].filter(([name, value]) => fleet.get(name) !== value);
  const gone = [...fleet.keys()].filter((name) => !own.has(name));
  // A value may not pass for another setting behind it.
  const written = differing.map(([name, value]) => `${name}=${value.replace(/,(?=.*=)/gs, '\\,')}`);
  const words = [...written, ...gone.map((name) => `${name}=`)].join(',');
  const plain = words.replace(/[^\w=,.:<>!/ -]/g, '_');
  return plain === words && words.length <= READABLE ? words : `${plain.slice(0, READABLE - 9)} ${stableHash(words)}`;
}

/** A duration, in the other's spelling where both are as long. */
const spelled = (own = '0s', as = '0s'): Duration => (seconds(own) === seconds(as) ? as : own);

/** What there is to say of settings, by name. */
type Words = ReadonlyMap<string, string>;

/**
 * What there is to say of settings: of a condition's comparison and signal only what its key, or the fleet's condition of this key, does not
 * say; of what has the name of something else, also what it is. Equal settings are equal words, in whatever order somebody wrote their keys.
 */
function wordsOf(settings: ScopedSettings, fleet: ScopedSettings): Words {
  const { conditions, labels, annotations, ...others } = settings;
  const rest = {
    ...others,
    for: spelled(others.for, fleet.for),
    keepFiringFor: spelled(others.keepFiringFor, fleet.keepFiringFor),
  };
  const words = new Map<string, string>();
  for (const { key, signal, comparison, threshold } of conditions) {
    const usual = fleet.conditions.find((other) => other.key === key) ?? fleet.conditions[0];
    const isUsual = key === '' && comparison === usual?.comparison;
    const name = Object.hasOwn(rest, key) || key === 'threshold' ? `condition ${key}` : key;
    words.set(key === '' ? 'threshold' : name, `${isUsual ? '' : comparison}${String(threshold)}`);
    if (usual !== undefined && signal.name !== usual.signal.name) {
      words.set(`${key} signal`.trim(), signal.name);
    }
  }
  Object.entries(rest).forEach(([name, value]) => words.set(name, String(value)));
  const taken = ['threshold', ...Object.keys(rest), ...[...conditions, ...fleet.conditions].map(({ key }) => key)];
  for (const [name, value] of Object.entries(labels).sort()) {
    words.set(taken.includes(name) ? `label ${name}` : name, value);
  }
  Object.entries(annotations)
    .sort()
    .forEach(([name, value]) => words.set(`annotation ${name}`, value));
  return words;
}
