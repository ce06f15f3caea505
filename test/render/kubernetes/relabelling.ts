/**
 * Relabelling as Prometheus does it (model/relabel and scrape/target.go): an evaluator of `relabel_configs`, in their own field names, for tests that
 * want to know what becomes of a target.
 */
import { RE2JS } from 're2js';

/** A step of `relabel_configs`. */
export interface RelabelConfig {
  readonly source_labels?: readonly string[];
  readonly separator?: string;
  readonly action?: string;
  readonly regex?: string | boolean;
  readonly replacement?: string;
  readonly target_label?: string;
}

/** Labels of a target; a label that is empty is not there. */
export type Labels = Readonly<Record<string, string>>;

/** What becomes of the labels; undefined where the target is dropped. */
export function relabel(steps: readonly RelabelConfig[], labels: Labels): Labels | undefined {
  return steps.reduce<Labels | undefined>(
    (current, step) => (current === undefined ? undefined : apply(step, current)),
    labels,
  );
}

function apply(step: RelabelConfig, labels: Labels): Labels | undefined {
  const {
    source_labels: sources = [],
    separator = ';',
    action = 'replace',
    replacement = '$1',
    target_label: target,
  } = step;
  const regex = RE2JS.compile(`^(?:${String(step.regex ?? '(.*)')})$`, RE2JS.DOTALL);
  const value = sources.map((name) => labels[name] ?? '').join(separator);
  switch (action) {
    case 'keep':
      return regex.matches(value) ? labels : undefined;
    case 'drop':
      return regex.matches(value) ? undefined : labels;
    case 'replace':
      return replace(regex, value, replacement, target, labels);
    case 'labeldrop':
      return Object.fromEntries(Object.entries(labels).filter(([name]) => !regex.matches(name)));
    default:
      throw new Error(`the evaluator does not know ${action}`);
  }
}

function replace(regex: RE2JS, value: string, replacement: string, target: string | undefined, labels: Labels): Labels {
  const matcher = regex.matcher(value);
  if (target === undefined) {
    throw new Error('replace wants a target_label');
  }
  if (!matcher.matches()) {
    return labels;
  }
  // As Go's Expand: $1 and ${1} are groups, $$ is a dollar sign, and a name is as long as it can be.
  const expanded = replacement.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (_all, braced?: string, plain?: string) => {
    const name = braced ?? plain;
    return name === undefined ? '$' : /^\d+$/.test(name) ? (matcher.group(Number(name)) ?? '') : '';
  });
  const { [target]: _before, ...others } = labels;
  return expanded === '' ? others : { ...others, [target]: expanded };
}

/** Where a target is scraped, and the labels that its series have. */
export interface Target {
  readonly url: string;
  readonly labels: Labels;
}

/** The targets of a scrape job: those that come out equal are one. */
export function targetsOf(
  job: { readonly job_name: string; readonly relabel_configs?: readonly RelabelConfig[] },
  discovered: readonly Labels[],
): readonly Target[] {
  const targets = discovered.flatMap((meta) => {
    const labels = relabel(job.relabel_configs ?? [], {
      __scheme__: 'http',
      __metrics_path__: '/metrics',
      ...meta,
      job: job.job_name,
    });
    if (labels?.['__address__'] === undefined) {
      return [];
    }
    const { __scheme__: scheme = '', __address__: address, __metrics_path__: path = '' } = labels;
    const kept = Object.entries({ instance: address, ...labels }).filter(([name]) => !name.startsWith('__'));
    return [{ url: `${scheme}://${address}${path}`, labels: Object.fromEntries(kept.sort()) }];
  });
  return [...new Map(targets.map((target) => [JSON.stringify(target), target])).values()];
}
