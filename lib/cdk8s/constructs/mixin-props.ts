/** How a construct comes to its mixin: from a description of the fleet, or ready-made. */
import type { Construct } from 'constructs';
import { check, createMixin, readyMixin, suggestionsFor, type Mixin, type MonitoringProps } from '../../orchestrator';
import { besideDescription, DESCRIPTION } from '../../orchestrator/fleet/schema';
import { anything, isPlainObject, valueAt, pick, problemsOf, stated, type Shape } from '../../validation';
import { isNewInApp } from '../findings/app-checks';
import { inConstruct, refuse, reportFindings } from '../findings/findings';

/**
 * What a construct watches: either the description of the fleet, right here, or a mixin that was made from one. Give several constructs
 * the same mixin, and they say the same and are checked once.
 */
export interface MixinProps extends MonitoringProps {
  /** What `createMixin` returned; every other field that describes the fleet is then left out. @default - made from the other fields */
  readonly mixin?: Mixin;
}

/**
 * The mixin of a construct, checked, and the construct's own props with it.
 *
 * @param own one check for each of the construct's own props
 * @param required those that may not be left out
 * @throws ConfigError with every problem of both, and with every error that the checks of the mixin find
 */
export function mixinOf(
  construct: Construct,
  props: MixinProps,
  own: Readonly<Record<string, Shape>>,
  required: readonly string[] = [],
): Mixin {
  const problems = problemsOf(besideDescription({ ...own, mixin: anything }, required), props);
  const description = isPlainObject(props) ? pick(props, (key) => Object.hasOwn(DESCRIPTION, key)) : {};
  const given = valueAt(props, 'mixin');
  if (given !== undefined) {
    const message = 'found beside mixin, which has its own description; pass it to createMixin';
    const beside = Object.keys(stated(description)).map((path) => ({ path, message }));
    refuse(construct, [...problemsOf(readyMixin, given, 'mixin'), ...beside, ...problems]);
  }
  const mixin =
    given === undefined ? inConstruct(construct, () => createMixin(description), problems) : (given as Mixin);
  // Constructs of one app that share a mixin need its findings once: the first one reports them.
  if (isNewInApp(construct, mixin)) {
    reportFindings(construct, [...check(mixin), ...suggestionsFor(mixin)]);
  }
  return mixin;
}
