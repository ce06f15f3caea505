/** One thing that is wrong with what was passed. */
export interface Problem {
  /** Where: the path in the props, for instance `replicaSets[1].workers`. Empty for the whole. */
  readonly path: string;
  /** What was found, what is allowed and, where there is more to say, the fix; one sentence without a full stop. */
  readonly message: string;
}

/** Nobody reads more; the rest is in `problems`. */
const MOST_PRINTED = 50;

/** Problems as a list, one line each, under a heading that counts them. */
export function listProblems(problems: readonly Problem[], where: string, whole: string): string {
  const count = problems.length === 1 ? '1 problem' : `${String(problems.length)} problems`;
  const lines = problems
    .slice(0, MOST_PRINTED)
    .map(({ path, message }) => `  - ${path === '' ? `(${whole})` : path}: ${message}`);
  const rest = problems.length - lines.length;
  return [`${count} in ${where}:`, ...lines, ...(rest > 0 ? [`  and ${String(rest)} more`] : [])].join('\n');
}

/**
 * The one error for bad input. It carries every problem that was found, not only the first.
 *
 * @example
 * try { createMixin(props); } catch (error) { if (error instanceof ConfigError) console.error(error.problems); }
 */
export class ConfigError extends Error {
  /** Private, since Node prints the fields of an error that nobody catches: the message lists them already. */
  readonly #problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: { readonly cause?: unknown }) {
    super(listProblems(problems, 'the monitoring configuration', 'configuration'), options);
    this.name = 'ConfigError';
    this.#problems = problems;
  }

  /** All problems, in the order in which the fields are documented. Never empty. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }
}

/** What some work gives, or the problems of the ConfigError that it throws. Errors of another kind are thrown. */
export function attempt<T>(work: () => T): { readonly result?: T; readonly problems: readonly Problem[] } {
  try {
    return { result: work(), problems: [] };
  } catch (error) {
    if (error instanceof ConfigError) {
      return { problems: error.problems };
    }
    throw error;
  }
}
