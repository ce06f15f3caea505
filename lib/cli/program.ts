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
  const { name, version } = packageInformation();
  const program = new Command(name)
    .description(
      'Dashboards, scrape configuration, recording rules and alerts for pupsourcing-orchestrator, from one short description.',
    )
    .configureOutput({ writeOut: output.write, writeErr: output.writeError, getOutHasColors: () => output.colour })
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .version(version)
    .addHelpText('after', EXAMPLES.program);
  reaching(program.command('init'))
    .description('write a commented configuration to start from (non-interactive)')
    .option('-o, --out <file>', 'file to write', somePath, 'orchestrator-monitoring.yaml')
    .option('--from-prometheus <url>', 'fill in the replica sets, workers and labels that it knows', httpUrl)
    .option('--force', 'replace an existing file')
    .addHelpText('after', EXAMPLES.init)
    .action(async (options: InitOptions) => {
      const { init } = await import('./commands/init.js');
      code = await init(options, output);
    });
  delivering(configured(program.command('render')))
    .description('write rules, scrape configuration, dashboards, runbook and Kubernetes manifests as plain files')
    .requiredOption('-o, --out <dir>', 'directory to write into; other files stay', somePath)
    .option('--only <parts>', `only these parts, comma-separated: ${PARTS.join(', ')} (repeatable)`, parts)
    .option('--check', 'write nothing; exit with 1 if a file differs or is left over')
    .addOption(
      new Option('--prune', 'delete files that an earlier render wrote and this one would not').conflicts('check'),
    )
    .addOption(
      new Option('--force', 'replace files that render did not write, or that were changed since').conflicts('check'),
    )
    .option(
      '--prometheus-url <url>',
      'address of Prometheus for Grafana’s data source',
      httpUrl,
      'http://prometheus:9090',
    )
    .addHelpText('after', EXAMPLES.render)
    .action(async (options: RenderOptions) => {
      const { render } = await import('./commands/render.js');
      code = await render(options, output);
    });
  delivering(configured(program.command('check')))
    .description('report what is wrong or doubtful in a configuration, with lines and columns')
    .argument('[files...]', 'the same as --config')
    .addOption(new Option('--format <format>', 'output format').choices(['text', 'json', 'sarif']).default('text'))
    .addHelpText('after', EXAMPLES.check)
    .action(async (files: readonly string[], options: CheckOptions) => {
      const { check } = await import('./commands/check.js');
      code = await check({ ...options, config: [...(options.config ?? []), ...files] }, output);
    });
  reaching(configured(program.command('doctor'), ''))
    .description('examine a running Prometheus (and Grafana), and report what is wrong and how to fix it')
    .requiredOption('--prometheus <url>', 'address of Prometheus, including its path', httpUrl)
    .option('--grafana <url>', 'address of Grafana, including its path', httpUrl)
    .option('--grafana-header <header>', 'header for Grafana, as "Name: value" (repeatable)', several)
    .option('--json', 'print the findings, and the facts behind them, as JSON')
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

function configured(command: Command, times = '; repeatable'): Command {
  return command
    .option(
      '-c, --config <file>',
      `what to monitor, in YAML or JSON (default: orchestrator-monitoring.yaml${times})`,
      several,
    )
    .addOption(
      new Option('--profile <profile>', 'overrides the profile of the configuration').choices(['hardened', 'upstream']),
    );
}

function delivering(command: Command): Command {
  return command
    .option('--delivery <name>', 'how manifests reach Prometheus and Grafana; overrides delivery in the configuration')
    .option('--release <name>', 'the Helm release of kube-prometheus-stack')
    .option('--delivery-option <name=value>', 'another option of the delivery, in YAML (repeatable)', several);
}

function reaching(command: Command): Command {
  return command
    .option('--header <header>', 'header for Prometheus, as "Name: value" (repeatable)', several)
    .option('--ca-file <file>', 'certificate authorities to trust, in PEM, instead of Node’s')
    .option('--timeout <seconds>', 'how long to wait for an answer', timeout, 10);
}

function several(value: string, others: readonly string[] = []): readonly string[] {
  return [...others, somePath(value)];
}

function timeout(text: string): number {
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds < 0.1 || seconds > 600) {
    throw new InvalidArgumentError('Allowed: seconds, from 0.1 to 600.');
  }
  return seconds;
}

function parts(text: string, others: readonly Part[] = []): readonly Part[] {
  const named = text.split(',').map((word) => {
    const part = PARTS.find((known) => known === word.trim());
    if (part === undefined) {
      throw new InvalidArgumentError(`Allowed: ${PARTS.join(', ')}.`);
    }
    return part;
  });
  return [...others, ...named];
}

/** An empty text, which a shell makes of an unset variable, would mean the current directory, or its root; `-` would be a file of that name. */
function somePath(text: string): string {
  if (text === '') {
    throw new InvalidArgumentError('Allowed: any text but the empty one.');
  }
  if (text === '-') {
    throw new InvalidArgumentError(
      'Allowed: the name of a file or a directory; standard input and output have none here.',
    );
  }
  return text;
}

/**
 * The URL as it was given, without a slash at its end. Throws a UsageError that does not repeat it, as commander would: what is in front of an
 * @ may be a password, and what is behind a ? a token.
 */
function httpUrl(text: string): string {
  if (!/^https?:\/\/[^\s?#]+$/.test(text) || !URL.canParse(text)) {
    const found = text.includes('@') ? '' : `found ${JSON.stringify(text.replace(/\?.+/s, '?***'))}; `;
    throw new UsageError(`${found}allowed: an http or https URL without ? and # (see --help)`);
  }
  const { username, password } = new URL(text);
  if (username !== '' || password !== '') {
    throw new UsageError(
      'an address holds a user or a password: every process on this machine can read the arguments, and --prometheus-url ends up in a rendered file; put them into PROMETHEUS_BASIC_AUTH or GRAFANA_BASIC_AUTH, or set them in Grafana',
    );
  }
  return text.replace(/\/+$/, '');
}

async function explain(error: unknown, output: Output): Promise<ExitCode> {
  if (error instanceof CommanderError) {
    // Commander has written its message already; --help and --version end up here too, with exit code 0.
    return error.exitCode === 0 ? EXIT_CODES.fine : EXIT_CODES.wrongUse;
  }
  const isUnreachable = error instanceof UnreachableError;
  if (!isUnreachable && !(error instanceof UsageError) && !isSystemError(error)) {
    const { ConfigError } = await import('../validation/config-error.js');
    if (!(error instanceof ConfigError)) {
      throw error;
    }
  }
  output.writeError(`${error.message}\n`);
  return isUnreachable ? EXIT_CODES.unreachable : EXIT_CODES.wrongUse;
}

/** An error of the operating system, for instance a directory that cannot be written: its message names the path. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
