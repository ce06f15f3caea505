/** `check`: says what is wrong in configurations. */
import { isSound, readConfigurations, type ConfigurationOptions, type LocatedFinding } from '../config/configuration';
import { formatPlace } from '../config/config-file';
import { EXIT_CODES, type ExitCode } from '../exit-codes';
import { deliver } from '../files/deliver';
import { errorsFirst, isProblem, paintSeverity, verdict, wrap, type Output } from '../output';

export interface CheckOptions extends ConfigurationOptions {
  readonly format: 'text' | 'json' | 'sarif';
}

/** Prints every finding, errors first, suggestions last. Exit code 1 for errors and warnings, not for suggestions. */
export async function check(options: CheckOptions, output: Output): Promise<ExitCode> {
  const configurations = await readConfigurations(options, output);
  // Without a delivery in the configuration, nobody may want manifests.
  const described = configurations.filter(isSound).filter(({ delivery }) => delivery !== undefined);
  const findings = errorsFirst([
    ...configurations.flatMap((configuration) => configuration.findings),
    ...deliver(described).flatMap(({ findings: own }) => own),
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
  return findings.some(isProblem) ? EXIT_CODES.findings : EXIT_CODES.fine;
}

function toJson({ severity, path, message, place }: LocatedFinding): object {
  return { severity, path, message, ...place };
}

/** SARIF 2.1.0, which code hosts show beside the line: a log with one run. Without a configuration file there is no place to point at. */
function toSarif(findings: readonly LocatedFinding[]): object {
  const rule = 'configuration';
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'orchestrator-monitoring',
            rules: [{ id: rule, shortDescription: { text: 'The description of what to monitor' } }],
          },
        },
        results: findings.map(({ severity, path, message, place }) => ({
          ruleId: rule,
          level: severity === 'info' ? 'note' : severity,
          message: { text: path === '' ? message : `${path}: ${message}` },
          ...(place && {
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: place.file.split(/[/\\]/).map(encodeURIComponent).join('/') },
                  region: { startLine: place.line, startColumn: place.column },
                },
              },
            ],
          }),
        })),
      },
    ],
  };
}

function toText(findings: readonly LocatedFinding[], output: Output): string {
  const lines = findings.map(({ severity, path, message, place }) => {
    const head = `${formatPlace(place)}${paintSeverity(output, severity)}: ${path === '' ? '(configuration)' : path}`;
    return `${head}\n${wrap(message, '  ')}\n`;
  });
  return `${lines.join('')}${verdict(output, findings, 'error', 'warning')}\n`;
}
