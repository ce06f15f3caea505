/** Commands called as functions, in the process of the test: as `Workplace.start` runs them, but without the time that a process takes to start. */
import { isNativeError } from 'node:util/types';
import type { ExitCode } from '../../lib/cli/exit-codes';
import type { Output } from '../../lib/cli/output';
import type { Ended, Workplace } from './command';

/** Exit codes of what commands throw, as program.ts has them. */
const CODES: Readonly<Record<string, number>> = {
  UsageError: 2,
  ConfigError: 2,
  UnreachableError: 3,
};

const HOME = process.cwd();

// The errors of Node itself are made outside of the realm in which jest runs tests.
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, thrown: unknown) {
    return this === Error ? isNativeError(thrown) : Function.prototype[Symbol.hasInstance].call(this, thrown);
  },
});

/** One call after the other: folder and environment are those of the process. */
let last: Promise<unknown> = Promise.resolve();

/** Calls a command in the folder of a workplace, with these variables added to the environment. */
export function called(
  workplace: Workplace,
  command: (output: Output) => Promise<ExitCode>,
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const ended = last.then(() => callAlone(workplace, command, environment));
  last = ended.catch(() => undefined);
  return ended;
}

async function callAlone(
  workplace: Workplace,
  command: (output: Output) => Promise<ExitCode>,
  environment: NodeJS.ProcessEnv,
): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  const before = process.env;
  process.env = { ...before, ...environment };
  process.chdir(workplace.folder);
  try {
    const code = await command({
      write: (text) => out.push(text),
      writeError: (text) => err.push(text),
      colour: false,
      watched: false,
    });
    return { code, out: out.join(''), err: err.join('') };
  } catch (error) {
    const code = error instanceof Error ? CODES[error.name] : undefined;
    if (code === undefined) {
      throw error;
    }
    return { code, out: out.join(''), err: `${err.join('')}${(error as Error).message}\n` };
  } finally {
    process.chdir(HOME);
    process.env = before;
  }
}
