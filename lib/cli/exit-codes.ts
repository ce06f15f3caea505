/** What a program tells its caller: fine, something was found, wrong use or configuration, somebody could not be reached. */
export const EXIT_CODES = { fine: 0, findings: 1, wrongUse: 2, unreachable: 3 } as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Wrong use that the parser of arguments cannot see: the message is for the user as it stands. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Somebody did not answer, or not with what was asked for: the message is for the user as it stands. */
export class UnreachableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreachableError';
  }
}
