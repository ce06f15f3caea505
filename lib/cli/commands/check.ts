/** `orchestrator-monitoring check`. */
import {
  formatPlace,
  readConfiguration,
  type ConfigurationOptions,
  type LocatedFinding,
} from '../config/configuration';
import { EXIT_CODES, type ExitCode } from '../exit-codes';
import { paint, wrap, type Output } from '../output';
import { toSarif } from '../sarif';

/** Options of the command, as parsed. */
export interface CheckOptions extends ConfigurationOptions {
  readonly format: 'text' | 'json' | 'sarif';
}

/** Prints every finding, errors first. Exit code 1 if there is any, also if it is only a warning. */
export async function check(options: CheckOptions, output: Output): Promise<ExitCode> {
  const { findings } = await readConfiguration(options);
  switch (options.format) {
    case 'json':
      output.write(`${JSON.stringify({ findings: findings.map(toJson) }, undefined, 2)}\n`);
      break;
    case 'sarif':
      output.write(`${JSON.stringify(toSarif(findings), undefined, 2)}\n`);
      break;
    case 'text':
      output.write(toText(findings, output));
  }
  return findings.length === 0 ? EXIT_CODES.fine : EXIT_CODES.findings;
}

function toJson({ severity, path, message, place }: LocatedFinding): object {
  return { severity, path, message, ...place };
}

function toText(findings: readonly LocatedFinding[], output: Output): string {
  if (findings.length === 0) {
    return 'nothing to find fault with\n';
  }
  const count = (severity: LocatedFinding['severity']): string => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return `${String(number)} ${severity}${number === 1 ? '' : 's'}`;
  };
  const lines = findings.map(({ severity, path, message, place }) => {
    const head = `${formatPlace(place)}${paint(output, severity === 'error' ? 'red' : 'yellow', severity)}: ${path === '' ? '(configuration)' : path}`;
    return `${head}\n${wrap(message, '  ')}\n`;
  });
  return `${lines.join('')}${count('error')}, ${count('warning')}\n`;
}
