/** The command line's commands, and what becomes of what they throw. */
import { Command, CommanderError, Option } from 'commander';
import { ConfigError } from '../mixin';
import { ConfigFileError } from './config-file';
import type { Output } from './output';
import { render, type RenderOptions } from './render';

/** What a program tells its caller: fine, something was found, wrong use or configuration, somebody could not be reached. */
export const EXIT_CODES = { fine: 0, findings: 1, wrongUse: 2, unreachable: 3 } as const;

/** Runs one command line, without the names of interpreter and script. Returns the exit code; never throws for wrong input. */
export async function run(args: readonly string[], output: Output): Promise<number> {
  const program = new Command('orchestrator-monitoring')
    .description(
      'Dashboard, scrape configuration, recording rules and alerts for pupsourcing-orchestrator, from one short description.',
    )
    .configureOutput({ writeOut: output.write, writeErr: output.writeError })
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText(
      'after',
      '\nExit codes: 0 fine, 1 something was found, 2 wrong use or configuration, 3 somebody could not be reached.',
    );
  program
    .command('render')
    .description('write rules, scrape configuration, dashboard and provisioning as plain files')
    .option('-c, --config <file>', 'description of what to monitor, in YAML or JSON (without it: the defaults)')
    .addOption(
      new Option('--profile <profile>', 'overrides the profile of the configuration').choices(['hardened', 'upstream']),
    )
    .requiredOption('-o, --out <dir>', 'directory to write into; files that this command did not write stay')
    .addHelpText('after', EXAMPLE)
    .action((options: RenderOptions) => render(options, output));
  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT_CODES.fine;
  } catch (error) {
    return explain(error, output);
  }
}

function explain(error: unknown, output: Output): number {
  if (error instanceof CommanderError) {
    // Commander has written its message already; --help and --version end up here too, with exit code 0.
    return error.exitCode === 0 ? EXIT_CODES.fine : EXIT_CODES.wrongUse;
  }
  if (error instanceof ConfigError || error instanceof ConfigFileError || isSystemError(error)) {
    output.writeError(`${error.message}\n`);
    return EXIT_CODES.wrongUse;
  }
  throw error;
}

/** An error of the operating system, for instance a directory that cannot be written: its message names the path. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

const EXAMPLE = `
Example:
  $ cat orchestrator-monitoring.yaml
  selector: { job: projection-workers }
  replicaSets:
    - { name: main, workers: 3 }
    - { name: billing, workers: { min: 2, max: 10 } }
  $ orchestrator-monitoring render --config orchestrator-monitoring.yaml --out monitoring`;
