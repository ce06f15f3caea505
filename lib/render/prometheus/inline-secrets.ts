/** Secrets that stand in a configuration of Prometheus, where Prometheus could read them from a file. */
import { warningAt, type Finding } from '../../orchestrator';
import { formatPath, joinPath, type ConfigPath } from '../../validation/path';
import { namesSecret, secretInAddress } from '../../validation/secrets';
import type { JsonObject } from '../json';

/** What another tool replaces before Prometheus reads it: `$(PASSWORD)`, `${PASSWORD}`, `{{ .password }}`, `<path:...>`. */
const REPLACED = /\$(\(\w+\)|\{\w+\})|\{\{.*\}\}|^<.*>$/;

/** What holds no secrets, whatever it looks like: everybody sees the labels of targets, and a pattern is no address. */
const OPEN: ReadonlySet<string> = new Set(['labels', 'external_labels', 'regex', 'replacement']);

/** A warning for each; `path` is where the configuration was given. */
export const findInlineSecrets = (configuration: JsonObject | undefined, path: string): readonly Finding[] =>
  secretsIn(configuration, []).map(([keys, secret, fix]) =>
    warningAt(joinPath(path, formatPath(keys)), {
      what: `found ${secret}`,
      why: 'it would stand in a ConfigMap, which more people can read than a Secret',
      fix,
    }),
  );

type Secret = readonly [keys: ConfigPath, secret: string, fix: string];

function secretsIn(value: unknown, keys: ConfigPath, isNamed = false): readonly Secret[] {
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => secretsIn(element, [...keys, index], isNamed));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .filter(([key]) => !OPEN.has(key))
      .flatMap(([key, field]) =>
        // Those of a header stand one level below its name.
        secretsIn(field, [...keys, key], namesSecret(key) || (isNamed && key === 'values')),
      );
  }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (text === '' || REPLACED.test(text)) {
    return [];
  }
  if (isNamed || /-----BEGIN [A-Z ]*PRIVATE KEY/.test(text)) {
    const fix = 'name a file from a mounted Secret instead: password_file, credentials_file, bearer_token_file';
    return [[keys, 'a secret, which is not shown', fix]];
  }
  const inAddress = secretInAddress(text);
  const fix = 'take it out of the address: basic_auth or authorization can read it from a file of a mounted Secret';
  return inAddress === undefined ? [] : [[keys, `an address with ${inAddress}`, fix]];
}
