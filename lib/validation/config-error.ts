/** One thing that is wrong in the configuration. */
export interface Problem {
  /** Where: the path in the props, for instance `replicaSets[1].workers`. Empty for the configuration as a whole. */
  readonly path: string;
  /** What is wrong, with the value found, what is allowed and how to mend it; one sentence without a final stop. */
  readonly message: string;
}

/**
 * The one error for bad input. It carries every problem that was found, not only the first.
 *
 * @example
 * try { createMixin(props); } catch (error) { if (error instanceof ConfigError) console.error(error.problems); }
 */
export class ConfigError extends Error {
  /** All problems, in the order of the configuration's own fields. Never empty. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? '1 problem' : `${String(problems.length)} problems`;
    const lines = problems.map(({ path, message }) => `  - ${path === '' ? '(configuration)' : path}: ${message}`);
    super(`${count} in the monitoring configuration:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
