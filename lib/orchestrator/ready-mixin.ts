/** Whether what was handed to us is a mixin, or a part of one, or the props of one that nobody made yet. */
import { accept, given, isPlainObject, type Shape } from '../validation';
import type { Mixin } from './mixin';

type Passes = (value: unknown) => boolean;

const has =
  (field: string): Passes =>
  (value) =>
    isPlainObject(value) && field in value;
const eachHas =
  (field: string): Passes =>
  (value) =>
    Array.isArray(value) && value.every(has(field));

/** What renderers take, and how it is told from anything else. */
const PARTS = {
  config: has('profile'),
  ruleGroups: eachHas('rules'),
  grafanaRuleGroups: eachHas('rules'),
  inhibitions: eachHas('targets'),
  dashboards: eachHas('panels'),
  runbook: eachHas('diagnosis'),
  scrapeJob: has('jobName'),
  // What has been through JSON has lost its functions, and would fail much later.
  alerts: (value) =>
    Array.isArray(value) && (value as Mixin['alerts']).every(({ definition }) => 'description' in definition),
} as const satisfies Partial<Record<keyof Mixin, Passes>>;

export const readyMixin: Shape = given(
  'what createMixin returns',
  (value) => isPlainObject(value) && Object.entries(PARTS).every(([part, passes]) => passes(value[part])),
);

/** @throws ConfigError for anything but a mixin */
export function requireMixin(mixin: Mixin): void {
  accept(readyMixin, mixin, 'mixin');
}

/** @throws ConfigError for anything but such a part of a mixin */
export function requirePart(part: keyof typeof PARTS, value: unknown): void {
  accept(given(`\`${part}\` of what createMixin returns`, PARTS[part]), value, part);
}

/** @throws ConfigError for anything but one of a mixin's dashboards */
export function requireDashboard(value: unknown): void {
  accept(given('one of the `dashboards` of what createMixin returns', has('panels')), value, 'dashboard');
}
