/** `render`: writes files, or compares them. */
import { basename, extname, join } from 'node:path';
import { DEFAULT_DATASOURCE_UID, type Mixin } from '../../orchestrator';
import { PROVISIONING_FILE, renderDatasourceProvisioning, renderFiles, toYaml, type RenderedFile } from '../../render';
import { compareFiles } from '../files/compare-files';
import {
  errorsFirst,
  formatPlace,
  loadConfigurations,
  refuseErrors,
  type ConfigurationOptions,
  type SoundConfiguration,
} from '../config/configuration';
import { EXIT_CODES, UsageError, type ExitCode } from '../exit-codes';
import { deliver } from '../files/deliver';
import { alone } from '../files/directory-lock';
import { forgottenRules } from '../files/forgotten-rules';
import { paint, type Output } from '../output';
import { PARTS, type Part } from '../files/parts';
import { findLeftovers, readRecord, recordOf, removeLeftovers, type Leftover } from '../files/record';
import { refuseObstacles, replaceFiles } from '../files/replace-files';

export interface RenderOptions extends ConfigurationOptions {
  readonly out: string;
  /** Undefined for all parts. */
  readonly only?: readonly Part[];
  readonly check?: boolean;
  readonly prune?: boolean;
  readonly prometheusUrl: string;
}

/** A directory, and what belongs there. */
interface Rendering {
  readonly directory: string;
  readonly files: readonly RenderedFile[];
}

/**
 * Writes the files, or compares them, and says which.
 *
 * @throws ConfigError before anything is written
 * @throws UsageError where files cannot be read or written
 */
export async function render(options: RenderOptions, output: Output): Promise<ExitCode> {
  const configurations = await loadConfigurations(options, output);
  const directories = directoriesOf(configurations, options.out);
  const kubernetes = isAsked(options.only)('kubernetes/') ? deliver(configurations) : [];
  const ofManifests = kubernetes.flatMap(({ findings }) => findings);
  const findings = errorsFirst([...configurations.flatMap((configuration) => configuration.findings), ...ofManifests]);
  for (const { severity, path, message, place } of findings.filter(({ severity }) => severity !== 'error')) {
    output.writeError(`${severity}: ${formatPlace(place)}${path}: ${message}\n`);
  }
  if (ofManifests.some(({ severity }) => severity === 'error')) {
    const others = PARTS.filter((part) => part !== 'kubernetes');
    output.writeError(`the manifests would not work; leave them out with --only ${others.join()}\n`);
    refuseErrors(ofManifests);
  }
  const renderings = configurations.map((configuration, index): Rendering => ({
    directory: directories[index] ?? options.out,
    files: [...filesOf(configuration, options), ...(kubernetes[index]?.files ?? [])],
  }));
  for (const { directory, files } of renderings) {
    await refuseObstacles(directory, files);
    for (const uid of await forgottenRules(directory, files)) {
      output.writeError(
        `warning: the rule ${uid} is gone, but Grafana keeps evaluating it; add it to alerts.grafana.deleteRules\n`,
      );
    }
  }
  let code: ExitCode = EXIT_CODES.fine;
  for (const rendering of renderings) {
    if (options.check !== true) {
      await write(rendering, options, output);
    } else if (!(await compare(rendering, options, output))) {
      code = EXIT_CODES.findings;
    }
  }
  return code;
}

/** Several configurations are rendered into a folder each, which is named as the file is. */
function directoriesOf(configurations: readonly SoundConfiguration[], out: string): readonly string[] {
  if (configurations.length === 1) {
    return [out];
  }
  const folders = configurations.map(({ file = '' }) => basename(file, extname(file)));
  folders.forEach((folder, index) => {
    // `..yaml` would lie around the others.
    if (folders.indexOf(folder) < index || folder === '.' || folder === '..') {
      throw new UsageError(
        `${configurations[index]?.file ?? ''} would be rendered into ${join(out, folder)}, as others would; rename the file: its name without the extension is that of its folder`,
      );
    }
  });
  return folders.map((folder) => join(out, folder));
}

const isDashboard = (path: string): boolean => path.startsWith('grafana/dashboards/');

async function write({ directory, files }: Rendering, { only, prune }: RenderOptions, output: Output): Promise<void> {
  const leftovers = await alone(directory, async () => {
    const before = await readRecord(directory);
    const found = await findLeftovers(directory, before, files, isAsked(only));
    const pruned = found.filter(({ unchanged }) => prune === true && unchanged);
    const left = found.filter((leftover) => !pruned.includes(leftover));
    const record = (kept: readonly Leftover[]): RenderedFile => recordOf(before, files, kept, isAsked(only));
    // The record comes first and forgets nothing before it is gone: whenever the process ends, each file of ours is in it.
    await replaceFiles(directory, [record(found), ...files]);
    if (pruned.length > 0) {
      await removeLeftovers(directory, pruned);
      await replaceFiles(directory, [record(left)]);
    }
    return { left, pruned };
  });
  for (const { path } of files) {
    output.write(`${join(directory, path)}\n`);
  }
  for (const { path } of leftovers.pruned) {
    output.write(`${join(directory, path)} deleted\n`);
  }
  const [uid] = files.flatMap(({ path }) => (isDashboard(path) ? [path.slice(0, -'.json'.length)] : []));
  if (uid !== undefined && leftovers.left.some(({ path }) => isDashboard(path) && !path.startsWith(uid))) {
    // Which fleet's other files are there depends on which came last.
    output.writeError(
      `warning: ${directory} holds dashboards of another dashboard.uid; if they are another fleet's, render each fleet into a folder of its own (--out): here they replace each other's files\n`,
    );
  }
  for (const { path, unchanged } of leftovers.left) {
    output.writeError(
      `warning: ${join(directory, path)} was written by an earlier render and is not rendered any more; ${
        unchanged ? 'delete it, or render with --prune' : 'it was changed since: delete it yourself if nobody needs it'
      }\n`,
    );
  }
}

/** Whether everything is as it would be rendered. */
async function compare({ directory, files }: Rendering, { only }: RenderOptions, output: Output): Promise<boolean> {
  const differences = await compareFiles(directory, files);
  const leftovers = await findLeftovers(directory, await readRecord(directory), files, isAsked(only));
  for (const { path, what, diff } of differences) {
    output.write(`${paint(output, 'bold', join(directory, path))} ${what}\n`);
    for (const line of diff) {
      output.write(`  ${paint(output, line.startsWith('-') ? 'red' : 'green', line)}\n`);
    }
  }
  for (const { path } of leftovers) {
    output.write(`${paint(output, 'bold', join(directory, path))} is not rendered any more\n`);
  }
  if (differences.length === 0 && leftovers.length === 0) {
    output.write(`${String(files.length)} files in ${directory} are up to date\n`);
    return true;
  }
  if (differences.length > 0) {
    output.writeError(
      `${String(differences.length)} of ${String(files.length)} files differ; run the same command without --check to write them\n`,
    );
  }
  if (leftovers.length > 0) {
    output.writeError(
      `${String(leftovers.length)} ${leftovers.length === 1 ? 'file is' : 'files are'} left over; run the same command with --prune in place of --check to delete them\n`,
    );
  }
  return false;
}

function filesOf({ mixin }: SoundConfiguration, { only, prometheusUrl }: RenderOptions): readonly RenderedFile[] {
  return [...renderFiles(mixin), datasourceFile(mixin, prometheusUrl)].filter(({ path }) => isAsked(only)(path));
}

/**
 * Never Grafana's default data source: a second default is refused, and keeps Grafana from starting. Each has a file of its own: those of several
 * fleets are copied into one directory.
 */
function datasourceFile({ config }: Mixin, url: string): RenderedFile {
  const { datasourceUid: uid } = config.alerts.grafana;
  const file = uid === DEFAULT_DATASOURCE_UID ? PROVISIONING_FILE : `orchestrator-${uid}.yaml`;
  return {
    path: `grafana/provisioning/datasources/${file}`,
    content: toYaml(
      renderDatasourceProvisioning({
        url,
        uid,
        scrapeInterval: config.scrapeInterval,
        isDefault: false,
      }),
    ),
  };
}

/** Whether a file belongs to the parts that `--only` names. */
function isAsked(only: readonly Part[] = PARTS): (path: string) => boolean {
  return (path) => only.includes(partOf(path));
}

/** The part that a file belongs to: its folder, and `runbook` for RUNBOOK.md. */
function partOf(path: string): Part {
  return path.includes('/') ? (path.slice(0, path.indexOf('/')) as Part) : 'runbook';
}
