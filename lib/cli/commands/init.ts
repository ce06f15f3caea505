/** `orchestrator-monitoring init`. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { discover } from '../config/discover';
import { EXIT_CODES, UsageError, type ExitCode } from '../exit-codes';
import { initialConfig, SCHEMA_FILE } from '../config/initial-config';
import { withProgress, type Output } from '../output';
import { packageInformation } from '../package-information';
import { PrometheusApi } from '../http/prometheus-api';
import { serverOf, type ServerOptions } from '../http/server';
import { writeFiles } from '../files/write-files';

/** Options of the command, as parsed. */
export interface InitOptions extends ServerOptions {
  readonly out: string;
  readonly fromPrometheus?: string;
  readonly force?: boolean;
}

/** Writes a commented configuration. Throws a UsageError where there is one already, an UnreachableError where nobody answers. */
export async function init(options: InitOptions, output: Output): Promise<ExitCode> {
  const { out, fromPrometheus: url, force = false } = options;
  if (!force && existsSync(out)) {
    throw new UsageError(`${out} is there already; --force replaces it`);
  }
  const fleet =
    url === undefined
      ? undefined
      : await withProgress(output, (say) => {
          say('asking Prometheus for replica sets and workers');
          return discover(new PrometheusApi(serverOf('Prometheus', url, options, process.env)), url);
        });
  await writeFiles(dirname(out), [{ path: basename(out), content: initialConfig(schemaAddress(out), fleet) }]);
  output.write(`${out}\n`);
  return EXIT_CODES.fine;
}

/** Where an editor finds the schema: beside the file's own installation of the package, or else where packages can be read one by one. */
function schemaAddress(out: string): string {
  const { name, version } = packageInformation();
  const installed = join('node_modules', name, SCHEMA_FILE);
  if (!existsSync(installed)) {
    return `https://unpkg.com/${name}@${version}/${SCHEMA_FILE}`;
  }
  const path = relative(resolve(out, '..'), resolve(installed)).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}
