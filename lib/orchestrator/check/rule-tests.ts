/** Whether tests can be made for the rules of a configuration. */
import { findTargetLabels } from '../../model/rule-tests/target-labels';
import type { Finding } from '../../validation/finding';
import type { Mixin } from '../mixin';

/** A finding where no target can be thought of that the selector would find. */
export function checkRuleTests({ alerts, config }: Mixin): readonly Finding[] {
  return alerts.length === 0 || findTargetLabels(config.selector, config.aggregateBy, {}, 1) !== undefined
    ? []
    : [
        {
          severity: 'warning',
          path: 'selector',
          what: 'found no labels that it would accept',
          why: 'the generated unit tests need a target that the rules find, so none are generated',
          fix: 'write a regular expression of literals, classes, alternatives and repetitions, or tests of your own',
        },
      ];
}
