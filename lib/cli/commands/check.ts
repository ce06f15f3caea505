/** `check`: says what is wrong in configurations. */
import {
  errorsFirst,
  formatPlace,
  isSound,
  readConfigurations,
  type ConfigurationOptions,
  type LocatedFinding,
} from '../config/configuration';
import { EXIT_CODES, type ExitCode } from '../exit-codes';
import { deliver } from '../files/deliver';
import { counted, paint, wrap, type Output } from '../output';
import { toSarif } from '../sarif';

/** Options of the command, as parsed. */
export interface CheckOptions extends ConfigurationOptions {
  readonly format: 'text' | 'json' | 'sarif';
}

/** Prints every finding, errors first. Exit code 1 if there is any, also if it is only a warning. */
export async function check(options: CheckOptions, output: Output): Promise<ExitCode> {
  const configurations = await readConfigurations(options, output);
  // Without a delivery in the configuration, nobody may want manifests.
  const described = configurations.filter(isSound).filter(({ delivery }) => delivery !== undefined);
  const findings = errorsFirst([
    ...configurations.flatMap((configuration) => configuration.findings),
    ...deliver(described).findings,
  ]);
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
    return 'No problems found\n';
  }
  const lines = findings.map(({ severity, path, message, place }) => {
    const head = `${formatPlace(place)}${paint(output, severity === 'error' ? 'red' : 'yellow', severity)}: ${path === '' ? '(configuration)' : path}`;
    return `${head}\n${wrap(message, '  ')}\n`;
  });
  const count = (wanted: LocatedFinding['severity']): string =>
    counted(findings.filter(({ severity }) => severity === wanted).length, wanted);
  return `${lines.join('')}${count('error')}, ${count('warning')}\n`;
}
