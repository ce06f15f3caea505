/** Names that Kubernetes takes, and what it has under them. */
import * as v from 'valibot';
import { LIMITS, type Limit } from './limits';
import type { Shape } from './parts';
import { isPlainObject, valueAt } from './plain-object';
import { also, anything, either, record, text } from './shapes';

const SUBDOMAIN = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const BOTH_ENDS = 'with a letter or digit at both ends';

/** A name of lower-case letters, as DNS has it, with dots. */
const subdomain = (what: string, { maximum }: Limit, or = ''): Shape =>
  text(
    `${what} (up to ${String(maximum)} lower-case letters, digits, '-' and '.', ${BOTH_ENDS})${or}`,
    new RegExp(`^${SUBDOMAIN}$`),
    maximum,
  );

export const objectName = subdomain('the name of a Kubernetes object', LIMITS.objectName);

export const namespaceName: Shape = text(
  `the name of a Kubernetes namespace (up to ${String(LIMITS.namespaceName.maximum)} lower-case letters, digits and '-', ${BOTH_ENDS})`,
  DNS_LABEL,
  LIMITS.namespaceName.maximum,
);

/** The name of a Helm release, or false where no object has to name one. */
export const helmRelease: Shape = either(
  (value) => value === false,
  subdomain('the name of a Helm release', LIMITS.helmRelease, ', or false'),
);

/** What the names of several objects start with: a Service, whose name is a name in DNS of the old kind, may be among them. */
export const namePrefix: Shape = text(
  `up to ${String(LIMITS.namePrefix.maximum)} lower-case letters, digits and '-', beginning with a letter, ending with a letter or digit`,
  /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  LIMITS.namePrefix.maximum,
);

/** The key of an entry in a ConfigMap or Secret. */
export const dataKey: Shape = text(
  `a key of a ConfigMap or Secret (up to ${String(LIMITS.dataKey.maximum)} letters, digits, '-', '_' and '.')`,
  /^(?!\.\.?$)[-._a-zA-Z0-9]+$/,
  LIMITS.dataKey.maximum,
);

export const labelValue: Shape = text(
  `the value of a Kubernetes label (up to ${String(LIMITS.labelValue.maximum)} letters, digits, '-', '_' and '.', ${BOTH_ENDS})`,
  /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
  LIMITS.labelValue.maximum,
);

const QUALIFIED = `^(${SUBDOMAIN}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`;
const QUALIFIED_NAME =
  "a name such as app or app.kubernetes.io/name (up to 63 letters, digits, '-', '_' and '.', behind an optional DNS name and '/')";

/** The name of a label. */
export const qualifiedName = text(QUALIFIED_NAME, new RegExp(QUALIFIED), LIMITS.qualifiedName.maximum);

/** Annotations of an object: capital letters may stand in the whole name, which Kubernetes checks in lower case. */
export const annotationsOf = (value: Shape): Shape =>
  record(
    'an object of Kubernetes annotation names and their texts',
    text(QUALIFIED_NAME, new RegExp(QUALIFIED, 'i'), LIMITS.qualifiedName.maximum),
    value,
  );

/** Labels and their values, right here: what selects in Kubernetes' own definitions has them under `matchLabels`. */
export const labelsOf = (allowed: string, name: v.GenericSchema<string, string>): Shape =>
  v.pipe(
    also(anything, (value: unknown, report) => {
      if (isPlainObject(valueAt(value, 'matchLabels'))) {
        report({ keys: ['matchLabels'], found: 'labels under `matchLabels`', allowed, fix: 'leave out `matchLabels`' });
      }
    }),
    record(allowed, name, labelValue),
  );

/** Labels of an object, or those that something selects by. */
export const labels: Shape = labelsOf('an object of Kubernetes label names and their values', qualifiedName);
