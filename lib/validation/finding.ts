import { formatPath, type ConfigPath } from './path';

/** Something that a check found. */
export interface Finding {
  /** `error` stops synth; `warning` is printed; `info` is a suggestion, on which nothing fails: the command `check`, cdk8s and Pulumi print it. */
  readonly severity: 'error' | 'warning' | 'info';
  /** Path in the props that leads there, or the name of the object where no prop does. */
  readonly path: string;
  /** What was found. */
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** How to fix it. */
  readonly fix: string;
}

const findingOf =
  (severity: Finding['severity']) =>
  (path: ConfigPath | string, words: Pick<Finding, 'what' | 'why' | 'fix'>): Finding => ({
    severity,
    path: typeof path === 'string' ? path : formatPath(path),
    ...words,
  });

/** A finding that stops synth. */
export const errorAt = findingOf('error');

/** A finding that is printed. */
export const warningAt = findingOf('warning');
