/** What is handed on to whoever delivers: a delivery, and a mixin. */
import { ONE_LINE, also, given, isPlainObject, oneLine, problemsOf, type Shape, shown } from '../../../validation';
import { DELIVERY_PARTS } from './delivery';

/** A delivery: one of this package, or anybody's, instances of classes included. `what` completes "allowed:". */
export function deliveryCheck(what = 'a delivery, such as kubePrometheusStack(...) returns'): Shape {
  return also(given(what, isNamed), (value, report) => {
    if (!isNamed(value)) {
      return;
    }
    for (const key of ['name', ...DELIVERY_PARTS]) {
      for (const { found, allowed } of wrongField(value, key)) {
        report({ keys: [key], found, allowed });
      }
    }
  });
}

function isNamed(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

function wrongField(delivery: Readonly<Record<string, unknown>>, key: string) {
  try {
    const field = delivery[key];
    const isRight =
      key === 'name' ? problemsOf(oneLine, field).length === 0 : field === undefined || typeof field === 'function';
    const allowed = key === 'name' ? ONE_LINE : 'a function that delivers this part';
    return isRight ? [] : [{ found: shown(field), allowed }];
  } catch {
    return [{ found: 'a value that cannot be read', allowed: 'plain data' }];
  }
}

const MIXIN_PARTS = ['config', 'ruleGroups', 'grafanaRuleGroups', 'inhibitions', 'dashboards', 'scrapeJob'];

/** A mixin, ready-made. */
export const readyMixin: Shape = given(
  'what createMixin returns',
  (value) => isPlainObject(value) && MIXIN_PARTS.every((part) => part in value),
);
