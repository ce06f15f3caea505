/** Whether what was handed to us is a mixin, or the props of one that nobody made yet. */
import { accept, given, isPlainObject, type Shape } from '../validation';
import type { Mixin } from './mixin';

const PARTS: readonly (keyof Mixin)[] = [
  'config',
  'ruleGroups',
  'grafanaRuleGroups',
  'inhibitions',
  'dashboards',
  'scrapeJob',
];

export const readyMixin: Shape = given(
  'what createMixin returns',
  (value) => isPlainObject(value) && PARTS.every((part) => part in value),
);

/** @throws ConfigError for anything but a mixin */
export function requireMixin(mixin: Mixin): void {
  accept(readyMixin, mixin, 'mixin');
}
