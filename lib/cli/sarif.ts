/** Findings as SARIF 2.1.0, which code hosts show beside the line. */
import type { LocatedFinding } from './config/configuration';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const RULE = 'configuration';

/** A log with one run. Without a configuration file there is no place to point at. */
export function toSarif(findings: readonly LocatedFinding[]): object {
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'orchestrator-monitoring',
            rules: [{ id: RULE, shortDescription: { text: 'The description of what to monitor' } }],
          },
        },
        results: findings.map(({ severity, path, message, place }) => ({
          ruleId: RULE,
          level: severity === 'info' ? 'note' : severity,
          message: { text: path === '' ? message : `${path}: ${message}` },
          ...(place === undefined
            ? {}
            : {
                locations: [
                  {
                    physicalLocation: {
                      artifactLocation: { uri: encodeURI(place.file.replaceAll('\\', '/')) },
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
