/** The command line's commands, and what becomes of what they throw. What a command needs is loaded when it runs: `--help` is quick. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CheckOptions } from './commands/check';
import type { DoctorOptions } from './doctor/doctor';
import { EXIT_CODES, UnreachableError, UsageError, type ExitCode } from './exit-codes';
import { EXAMPLES } from './commands/examples';
import type { InitOptions } from './commands/init';
import type { Output } from './output';
import { packageInformation } from './package-information';
import { PARTS, type Part } from './files/parts';
import type { RenderOptions } from './commands/render';

/** Runs one command line, without the names of interpreter and script. Returns the exit code; never throws for wrong input. */
export async function run(args: readonly string[], output: Output): Promise<ExitCode> {
  let code: ExitCode = EXIT_CODES.fine;
  const program = new Command('orchestrator-monitoring')
    .description(
      'Dashboard, scrape configuration, recording rules and alerts for pupsourcing-orchestrator, from one short description.',
    )
    .configureOutput({ writeOut: output.write, writeErr: output.writeError, getOutHasColors: () => output.colour })
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .version(packageInformation().version)
    .addHelpText('after', EXAMPLES.program);
  reaching(program.command('init'))
    .description('write a commented configuration to start from; asks nothing')
    .option('-o, --out <file>', 'where to write it', somePath, 'orchestrator-monitoring.yaml')
    .option('--from-prometheus <url>', 'fill in the replica sets, workers and labels that it knows', httpUrl)
    .option('--force', 'replace a file that is there already')
    .addHelpText('after', EXAMPLES.init)
    .action(async (options: InitOptions) => {
      const { init } = await import('./commands/init.js');
      code = await init(options, output);
    });
  configured(program.command('render'))
    .description('write rules, scrape configuration, dashboard, runbook and manifests as plain files')
    .requiredOption('-o, --out <dir>', 'directory to write into; files that this command did not write stay', somePath)
    .option('--only <parts>', `only these, with commas between: ${PARTS.join(', ')}`, parts)
    .option('--check', 'write nothing; compare with what lies there, and exit with 1 if a file differs')
    .option(
      '--prometheus-url <url>',
      'where Grafana finds Prometheus, for its data source',
      httpUrl,
      'http://prometheus:9090',
    )
    .addHelpText('after', EXAMPLES.render)
    .action(async (options: RenderOptions) => {
      const { render } = await import('./commands/render.js');
      code = await render(options, output);
    });
  configured(program.command('check'))
    .description('say what is wrong or doubtful in a configuration, with lines and columns')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'sarif']).default('text'))
    .addHelpText('after', EXAMPLES.check)
    .action(async (options: CheckOptions) => {
      const { check } = await import('./commands/check.js');
      code = await check(options, output);
    });
  reaching(configured(program.command('doctor')))
    .description('look into a running Prometheus (and Grafana) for what is wrong, and say how to mend it')
    .requiredOption('--prometheus <url>', 'address of Prometheus, with its path', httpUrl)
    .option('--grafana <url>', 'address of Grafana, with its path', httpUrl)
    .option('--json', 'print the findings, and what they rest on, as JSON')
    .addHelpText('after', EXAMPLES.doctor)
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import('./doctor/doctor.js');
      code = await doctor(options, output);
    });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, output);
  }
}

function configured(command: Command): Command {
  return command
    .option('-c, --config <file>', 'description of what to monitor, in YAML or JSON (without it: the defaults)')
    .addOption(
      new Option('--profile <profile>', 'overrides the profile of the configuration').choices(['hardened', 'upstream']),
    );
}

function reaching(command: Command): Command {
  return command
    .option('--ca-file <file>', 'certificate authorities to trust, in PEM, instead of Node’s')
    .option('--timeout <seconds>', 'how long to wait for an answer', timeout, 10);
}

function timeout(text: string): number {
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds < 0.1 || seconds > 600) {
    throw new InvalidArgumentError('Allowed is a number of seconds from 0.1 to 600.');
  }
  return seconds;
}

function parts(text: string): readonly Part[] {
  return text.split(',').map((word) => {
    const part = PARTS.find((known) => known === word.trim());
    if (part === undefined) {
      throw new InvalidArgumentError(`Allowed are ${PARTS.join(', ')}.`);
    }
    return part;
  });
}

/** An empty text, as a shell makes of a variable that is not set, would mean the current directory, or its root. */
function somePath(text: string): string {
  if (text === '') {
    throw new InvalidArgumentError('Allowed is a path.');
  }
  return text;
}

/** The URL as it was given, without a slash at its end. */
function httpUrl(text: string): string {
  if (!/^https?:\/\/[^\s?#]+$/.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('Allowed is an http or https URL without ? and #.');
  }
  return text.replace(/\/+$/, '');
}

async function explain(error: unknown, output: Output): Promise<ExitCode> {
  if (error instanceof CommanderError) {
    // Commander has written its message already; --help and --version end up here too, with exit code 0.
    return error.exitCode === 0 ? EXIT_CODES.fine : EXIT_CODES.wrongUse;
  }
  if (error instanceof UnreachableError) {
    output.writeError(`${error.message}\n`);
    return EXIT_CODES.unreachable;
  }
  const [{ ConfigError }, { ConfigFileError }] = await Promise.all([
    import('../validation/config-error.js'),
    import('./config/config-file.js'),
  ]);
  if (
    error instanceof UsageError ||
    error instanceof ConfigError ||
    error instanceof ConfigFileError ||
    isSystemError(error)
  ) {
    output.writeError(`${error.message}\n`);
    return EXIT_CODES.wrongUse;
  }
  throw error;
}

/** An error of the operating system, for instance a directory that cannot be written: its message names the path. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
