/** Commands called as functions, in the process of the test: as `command.ts` runs them, but without the time that a process takes to start. */
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

/** Calls a command in the folder of a workplace. */
export async function called(workplace: Workplace, command: (output: Output) => Promise<ExitCode>): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
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
  }
}
