/** `init`: writes a configuration to start from. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { EXIT_CODES, UsageError, type ExitCode } from '../exit-codes';
import { discover, type FoundFleet } from '../config/discover';
import { initialConfig, SCHEMA_FILE } from '../config/initial-config';
import { withProgress, type Output } from '../output';
import { packageInformation } from '../package-information';
import { PrometheusApi } from '../http/prometheus-api';
import { serverOf, type ServerOptions } from '../http/server';
import { replaceFiles } from '../files/replace-files';

export interface InitOptions extends ServerOptions {
  readonly out: string;
  readonly fromPrometheus?: string;
  readonly force?: boolean;
}

/**
 * Writes a commented configuration, unless Prometheus knows no workers. Throws a UsageError where there is one already or it would be JSON, an
 * UnreachableError where nobody answers.
 */
export async function init(options: InitOptions, output: Output): Promise<ExitCode> {
  const { out, fromPrometheus: url, force = false } = options;
  if (extname(out) === '.json') {
    throw new UsageError(`found --out ${out}; allowed: a name that ends in .yaml or .yml, since the comments are YAML`);
  }
  if (!force && existsSync(out)) {
    throw new UsageError(`${out} exists already; --force replaces it`);
  }
  const fleet = url === undefined ? undefined : await discovered(url, options, output);
  if (url !== undefined && fleet === undefined) {
    output.writeError(
      `Prometheus at ${url} knows no workers of the orchestrator; npx pupsourcing-orchestrator-monitoring doctor --prometheus ${url} says why\n`,
    );
    return EXIT_CODES.findings;
  }
  await replaceFiles(dirname(out), [{ path: basename(out), content: initialConfig(schemaAddress(out), fleet) }]);
  output.write(`${out}\n`);
  return EXIT_CODES.fine;
}

/** The fleet that a Prometheus knows. */
async function discovered(url: string, options: ServerOptions, output: Output): Promise<FoundFleet | undefined> {
  const api = new PrometheusApi(serverOf('Prometheus', url, options, process.env));
  const fleet = await withProgress(output, (say) => {
    say('asking Prometheus for replica sets and workers');
    return discover(api);
  });
  for (const words of api.warnings) {
    output.writeError(`warning: Prometheus answers in part, or with warnings: ${words}\n`);
  }
  if (fleet?.isRenamed === true) {
    output.writeError(
      'warning: the workers’ label replica_set is stored as exported_replica_set, where no rule finds it; set honor_labels: true in the scrape job, or stop relabelling to replica_set\n',
    );
  }
  return fleet;
}

/** Where an editor finds the schema: in the package, as it is installed for the folder of the file or one above it. */
function schemaAddress(out: string): string {
  const { name } = packageInformation();
  const folder = dirname(resolve(out));
  const places = createRequire(resolve(out)).resolve.paths(name) ?? [];
  const installed = places.find((place) => existsSync(join(place, name, SCHEMA_FILE)));
  // Run by npx, the package is in npm's cache only: the path is right as soon as it is installed beside the file.
  const path = relative(folder, join(installed ?? join(folder, 'node_modules'), name, SCHEMA_FILE));
  return (path.startsWith('.') ? path : `./${path}`).replaceAll('\\', '/');
}
