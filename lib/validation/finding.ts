/** What a check says. */

/** Something that a check found. */
export interface Finding {
  /** `error` stops synth; `warning` is printed. */
  readonly severity: 'error' | 'warning';
  /** Path in the props that leads there, or the name of the object where no prop does. */
  readonly path: string;
  /** What was found. */
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** How to mend it. */
  readonly mend: string;
}
