/** What the process tells its caller: success, problems found, wrong usage or configuration, a server could not be reached. */
export const EXIT_CODES = { fine: 0, findings: 1, wrongUse: 2, unreachable: 3 } as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Wrong usage that the argument parser cannot see; the message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A server did not answer, or not as expected; the message is for the user. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}
