/** Arguments that are known later, checked once they are: what another stack hands over may be nothing at all, or no uid. */
import type * as pulumi from '@pulumi/pulumi';
import { alsoText, line, mapValues, problemsOf, type Shape } from '../../validation';
import { formatPath, type ConfigPath } from '../../validation/path';
import { checkGrafanaArgs } from './grafana-checks';
import type { GrafanaArgs } from '../orchestrator-monitoring-args';
import { isKnown, whenKnown } from '../property-checks';

/** Nobody could hold a template against what Grafana knows: that is done before anything is sent. */
const LABEL_VALUE: Shape = alsoText(line("a non-empty text without '{{'", 1_000), 'any other', (text) =>
  text.includes('{{') ? 'a template' : undefined,
);

/**
 * The arguments, whose Outputs fail with an InputPropertiesError where they become what would have been refused at once. What they became is not
 * told: it may be a secret.
 */
export function checkWhenKnown(component: string, args: GrafanaArgs): GrafanaArgs {
  const visit = (value: unknown, keys: ConfigPath): unknown =>
    !isKnown(value)
      ? whenKnown(component, formatPath(keys), value, (known) =>
          // Settings of contact points are the provider's to check, and most of them may be left out.
          known === undefined && keys[0] !== 'contactPoints'
            ? [{ path: formatPath(keys), message: 'missing' }]
            : checkGrafanaArgs(replaced(args, keys, known)).filter(({ path }) => isWithin(path, formatPath(keys))),
        )
      : mapValues(value, (field, key) => visit(field, [...keys, key]));
  return visit(args, []) as GrafanaArgs;
}

const isWithin = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place}[`) || path.startsWith(`${place}.`);

/** The same for the value of a label. */
export function checkLabelWhenKnown(component: string, path: string, value: unknown): pulumi.Output<string> {
  return whenKnown(component, path, value, (known) => problemsOf(LABEL_VALUE, known, path)) as pulumi.Output<string>;
}

/** A copy with another value at a place. */
function replaced(data: unknown, [key, ...rest]: ConfigPath, value: unknown): unknown {
  return key === undefined
    ? value
    : mapValues(data, (field, own) => (own === key ? replaced(field, rest, value) : field));
}
