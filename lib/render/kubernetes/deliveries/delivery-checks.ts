/** What is handed on to whoever delivers: a delivery, and a mixin. */
import type { Problem } from '../../../orchestrator';
import { DELIVERY_PARTS } from './delivery';
import { allowed, hasFields, line, shown, type Check } from '../objects/field-checks';

/** A delivery: one of this package, or anybody's, instances of classes included. `what` completes "allowed is". */
export function deliveryCheck(what = 'a delivery, such as kubePrometheusStack(...) returns'): Check {
  return (value, path) => {
    try {
      return isNamed(value) ? findWrongFields(value, path) : [{ path, message: refusal(value, what) }];
    } catch {
      return [{ path, message: refusal(value, what) }];
    }
  };
}

const refusal = (value: unknown, what: string): string => `found ${shown(value)}; allowed is ${what}`;

function isNamed(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

function findWrongFields(delivery: Readonly<Record<string, unknown>>, path: string): readonly Problem[] {
  return [
    ...line(delivery['name'], `${path}.name`),
    ...DELIVERY_PARTS.flatMap((part) =>
      delivery[part] === undefined ? [] : deliverPart(delivery[part], `${path}.${part}`),
    ),
  ];
}

const deliverPart: Check = allowed('a function that delivers this part', (value) => typeof value === 'function');

const MIXIN_PARTS = ['config', 'ruleGroups', 'grafanaRuleGroups', 'inhibitions', 'dashboards', 'scrapeJob'];

/** A mixin, ready-made. */
export const readyMixin: Check = allowed(
  'what createMixin returns',
  (value) => hasFields(value) && MIXIN_PARTS.every((part) => part in value),
);
