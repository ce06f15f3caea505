/** `orchestrator-monitoring render`. */
import type { Mixin } from '../../orchestrator';
import { PROVISIONING_FILE, renderDatasourceProvisioning, renderFiles, toYaml, type RenderedFile } from '../../render';
import { compareFiles } from '../files/compare-files';
import { formatPlace, loadMixin, type ConfigurationOptions } from '../config/configuration';
import { EXIT_CODES, type ExitCode } from '../exit-codes';
import { forgottenRules } from '../files/forgotten-rules';
import { renderKubernetesFiles } from '../files/kubernetes-files';
import { paint, type Output } from '../output';
import type { Part } from '../files/parts';
import { refuseDirectories, writeFiles } from '../files/write-files';

/** Options of the command, as parsed. */
export interface RenderOptions extends ConfigurationOptions {
  readonly out: string;
  /** Undefined for all parts. */
  readonly only?: readonly Part[];
  readonly check?: boolean;
  readonly prometheusUrl: string;
}

/** Writes the files, or compares them, and says which. Throws a ConfigError or ConfigFileError before anything is written. */
export async function render(options: RenderOptions, output: Output): Promise<ExitCode> {
  const { mixin, warnings } = await loadMixin(options);
  const files = filesOf(mixin, options, output);
  for (const { path, message, place } of warnings) {
    output.writeError(`warning: ${formatPlace(place)}${path}: ${message}\n`);
  }
  await refuseDirectories(options.out, files);
  for (const uid of await forgottenRules(options.out, files)) {
    output.writeError(
      `warning: the rule ${uid} is gone, but Grafana keeps it and goes on evaluating it; add it to alerts.grafana.deleteRules\n`,
    );
  }
  if (options.check === true) {
    return compare(options.out, files, output);
  }
  await writeFiles(options.out, files);
  for (const { path } of files) {
    output.write(`${options.out}/${path}\n`);
  }
  return EXIT_CODES.fine;
}

async function compare(directory: string, files: readonly RenderedFile[], output: Output): Promise<ExitCode> {
  const differences = await compareFiles(directory, files);
  for (const { path, what, diff } of differences) {
    output.write(`${paint(output, 'bold', `${directory}/${path}`)} ${what}\n`);
    for (const line of diff) {
      output.write(`  ${paint(output, line.startsWith('-') ? 'red' : 'green', line)}\n`);
    }
  }
  if (differences.length === 0) {
    output.write(`${String(files.length)} files in ${directory} are as they would be rendered\n`);
    return EXIT_CODES.fine;
  }
  output.writeError(
    `${String(differences.length)} of ${String(files.length)} files differ; the same command without --check writes them\n`,
  );
  return EXIT_CODES.findings;
}

function filesOf(mixin: Mixin, { only, prometheusUrl }: RenderOptions, output: Output): readonly RenderedFile[] {
  const plain = [...renderFiles(mixin), datasourceFile(mixin, prometheusUrl)];
  const wanted = plain.filter(({ path }) => only === undefined || only.includes(partOf(path)));
  if (only !== undefined && !only.includes('kubernetes')) {
    return wanted;
  }
  const { files, warnings } = renderKubernetesFiles(mixin);
  for (const { path, what, why, mend } of warnings) {
    output.writeError(`warning: ${path}: ${what}; ${why}; ${mend}\n`);
  }
  return [...wanted, ...files];
}

/** Never Grafana's default data source: a second default is refused, and keeps Grafana from starting. */
function datasourceFile({ config }: Mixin, url: string): RenderedFile {
  return {
    path: `grafana/provisioning/datasources/${PROVISIONING_FILE}`,
    content: toYaml(
      renderDatasourceProvisioning({
        url,
        uid: config.alerts.grafana.datasourceUid,
        scrapeInterval: config.scrapeInterval,
        isDefault: false,
      }),
    ),
  };
}

/** The part that a file belongs to: its folder, and `runbook` for RUNBOOK.md. */
function partOf(path: string): Part {
  return path.includes('/') ? (path.slice(0, path.indexOf('/')) as Part) : 'runbook';
}
