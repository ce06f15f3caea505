/** `render`: writes files, or compares them. */
import { basename, dirname, extname, join } from 'node:path';
import { DEFAULT_DATASOURCE_UID, type Mixin } from '../../orchestrator';
import { PROVISIONING_FILE, renderDatasourceProvisioning, renderFiles, toYaml, type RenderedFile } from '../../render';
import { compareFiles } from '../files/compare-files';
import {
  loadConfigurations,
  refuseErrors,
  type ConfigurationOptions,
  type SoundConfiguration,
} from '../config/configuration';
import { formatPlace } from '../config/config-file';
import { EXIT_CODES, UsageError, type ExitCode } from '../exit-codes';
import { deliver } from '../files/deliver';
import { alone } from '../files/directory-lock';
import { deletingGiven, givenRules, type GivenRules } from '../files/given-rules';
import { counted, errorsFirst, paint, type Output } from '../output';
import { PARTS, type Part } from '../files/parts';
import { findLeftovers, isWritten, readRecord, recordOf, removeLeftovers, type RunRecord } from '../files/record';
import { refuseObstacles, replaceFiles } from '../files/replace-files';

export interface RenderOptions extends ConfigurationOptions {
  readonly out: string;
  readonly only?: readonly Part[];
  readonly check?: boolean;
  readonly prune?: boolean;
  /** Whether to replace files that no earlier run wrote, or that were changed since. */
  readonly force?: boolean;
  readonly prometheusUrl: string;
}

/** Says which files it writes, or compares. Throws a ConfigError before anything is written, a UsageError where files cannot be. */
export async function render(options: RenderOptions, output: Output): Promise<ExitCode> {
  const { out, only, prune = false, check = false } = options;
  const described = await loadConfigurations(options, output);
  const record = await readRecord(out);
  const folders = foldersOf(described, out, record);
  const givesRules = ['grafana/', 'kubernetes/'].some(isAsked(only));
  const rules = givenRules(record.grafanaRules, described, prune && givesRules);
  const fleets = new Set(described.map(({ mixin }) => mixin.config.dashboard.uid));
  const gone = Object.values(rules).filter((fleet) => !fleets.has(fleet));
  if (givesRules && gone.length > 0) {
    output.writeError(
      `warning: ${out} gave ${counted(gone.length, 'rule')} to Grafana of fleets that are not rendered here (dashboard.uid ${[...new Set(gone)].join()}), which it goes on evaluating; --prune has them deleted\n`,
    );
  }
  const configurations = described.map((configuration) => deletingGiven(configuration, rules));
  const kubernetes = isAsked(only)('kubernetes/') ? deliver(configurations) : [];
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
  const files = configurations.flatMap((configuration, index) =>
    [...filesOf(configuration, options), ...(kubernetes[index]?.files ?? [])].map(({ path, content }) => ({
      path: `${folders[index] ?? ''}${path}`,
      content,
    })),
  );
  if (check) {
    return compare(files, { ...record, grafanaRules: rules }, options, output);
  }
  await write(files, folders, rules, options, output);
  return EXIT_CODES.fine;
}

/**
 * Several configurations are rendered into a folder each, which is named as the file is; one that is left alone stays in the folder that it
 * had. What the paths of their files begin with.
 */
function foldersOf(
  configurations: readonly SoundConfiguration[],
  out: string,
  { writtenFiles }: RunRecord,
): readonly string[] {
  const folders = configurations.map(({ file = '' }) => basename(file, extname(file)));
  const [first = '', ...others] = folders;
  if (others.length === 0) {
    const hadFolder = !isPart(first) && Object.keys(writtenFiles).some((path) => path.startsWith(`${first}/`));
    return [hadFolder ? `${first}/` : ''];
  }
  folders.forEach((folder, index) => {
    // `..yaml` would lie around the others; a folder `grafana` is a part of a single configuration.
    if (folders.indexOf(folder) < index || ['.', '..'].includes(folder) || isPart(folder)) {
      throw new UsageError(
        `${configurations[index]?.file ?? ''} would be rendered into ${join(out, folder)}, which is no folder of its own; rename the file: its name without the extension is that of its folder`,
      );
    }
  });
  return folders.map((folder) => `${folder}/`);
}

const isPart = (name: string): boolean => PARTS.some((part) => part === name);

async function write(
  files: readonly RenderedFile[],
  folders: readonly string[],
  grafanaRules: GivenRules,
  { out, only, prune, force }: RenderOptions,
  output: Output,
): Promise<void> {
  const leftovers = await alone(out, async () => {
    const read = await readRecord(out);
    const before = { ...read, grafanaRules: { ...read.grafanaRules, ...grafanaRules } };
    await refuseObstacles(out, files, force === true ? undefined : (path, content) => isWritten(before, path, content));
    const found = await findLeftovers(out, before, files, isAsked(only));
    const pruned = found.filter(({ unchanged }) => prune === true && unchanged);
    const left = found.filter((leftover) => !pruned.includes(leftover));
    // What is of another part, or was left lying, stays in it.
    const isKept = (path: string): boolean => !isAsked(only)(path) || left.some((leftover) => leftover.path === path);
    // The record comes first, and forgets nothing yet: whenever the process ends, each file of ours is in it.
    await replaceFiles(out, [recordOf(before, files, () => true), ...files]);
    await removeLeftovers(out, pruned);
    await replaceFiles(out, [recordOf(before, files, isKept)]);
    return { left, pruned };
  });
  for (const { path } of files) {
    output.write(`${join(out, path)}\n`);
  }
  for (const { path } of leftovers.pruned) {
    output.write(`${join(out, path)} deleted\n`);
  }
  const isWithoutFolder = ({ path }: { readonly path: string }): boolean =>
    isPart(path.split('/', 1)[0] ?? '') || path === 'RUNBOOK.md';
  if (folders.length > 1 && [...leftovers.left, ...leftovers.pruned].some(isWithoutFolder)) {
    output.writeError(
      `warning: ${out} held files of a single configuration; those of several have a folder each (${folders.map((folder) => join(out, folder, '.')).join(', ')}): have Prometheus and Grafana read them there\n`,
    );
  }
  const dashboards = files.map(({ path }) => path).filter((path) => path.includes('grafana/dashboards/'));
  const isOthers = (path: string): boolean =>
    dashboards.some((own) => dirname(own) === dirname(path)) &&
    !dashboards.some((own) => path.startsWith(own.slice(0, -'.json'.length)));
  if (leftovers.left.some(({ path }) => isOthers(path))) {
    // Which fleet's other files are there depends on which came last.
    output.writeError(
      `warning: ${out} holds dashboards of another dashboard.uid; if they are another fleet's, render each fleet into a folder of its own (--out): here they replace each other's files\n`,
    );
  }
  for (const { path, unchanged } of leftovers.left) {
    output.writeError(
      `warning: ${join(out, path)} was written by an earlier render and is not rendered any more; ${
        unchanged ? 'delete it, or render with --prune' : 'it was changed since: delete it yourself if nobody needs it'
      }\n`,
    );
  }
}

async function compare(
  rendered: readonly RenderedFile[],
  before: RunRecord,
  { out, only }: RenderOptions,
  output: Output,
): Promise<ExitCode> {
  const leftovers = await findLeftovers(out, before, rendered, isAsked(only));
  // A leftover that somebody deleted is in the record until the next run: that is no difference.
  const isOther = (path: string): boolean => !rendered.some((file) => file.path === path);
  const record = recordOf(before, rendered, isOther);
  const files = [...rendered, record];
  await refuseObstacles(out, files);
  const differences = await compareFiles(
    out,
    files,
    (path, content) => path === record.path || isWritten(before, path, content),
  );
  for (const { path, what, diff, isOurs } of differences) {
    const others = isOurs ? '' : ', and was not written by render, or was changed since';
    output.write(`${paint(output, 'bold', join(out, path))} ${what}${others}\n`);
    for (const line of diff) {
      output.write(`  ${paint(output, line.startsWith('-') ? 'red' : 'green', line)}\n`);
    }
  }
  for (const { path } of leftovers) {
    output.write(`${paint(output, 'bold', join(out, path))} is not rendered any more\n`);
  }
  if (differences.length === 0 && leftovers.length === 0) {
    output.write(`${String(files.length)} files in ${out} are up to date\n`);
    return EXIT_CODES.fine;
  }
  if (differences.length > 0) {
    output.writeError(
      `${String(differences.length)} of ${String(files.length)} files differ; run the same command without --check to write them${
        differences.every(({ isOurs }) => isOurs) ? '' : ', with --force to replace what others changed, too'
      }\n`,
    );
  }
  if (leftovers.length > 0) {
    output.writeError(
      `${String(leftovers.length)} ${leftovers.length === 1 ? 'file is' : 'files are'} left over; run the same command with --prune in place of --check to delete them\n`,
    );
  }
  return EXIT_CODES.findings;
}

function filesOf({ mixin }: SoundConfiguration, { only, prometheusUrl }: RenderOptions): readonly RenderedFile[] {
  return [...renderFiles(mixin), datasourceFile(mixin, prometheusUrl)].filter(({ path }) => isAsked(only)(path));
}

/**
 * Never Grafana's default data source: a second default is refused, and keeps Grafana from starting. Each has a file of its own: those of several
 * fleets are copied into one directory.
 */
function datasourceFile({ config }: Mixin, url: string): RenderedFile {
  const { datasourceUid: uid, orgId } = config.alerts.grafana;
  const { scrapeInterval } = config;
  const file = uid === DEFAULT_DATASOURCE_UID ? PROVISIONING_FILE : `orchestrator-${uid}.yaml`;
  const datasource = renderDatasourceProvisioning({ url, uid, orgId, scrapeInterval, isDefault: false });
  return { path: `grafana/provisioning/datasources/${file}`, content: toYaml(datasource) };
}

/** Whether a file belongs to the parts that `--only` names. */
function isAsked(only: readonly Part[] = PARTS): (path: string) => boolean {
  return (path) => only.includes(partOf(path));
}

/** The part that a file belongs to: its folder, in that of a fleet where there are several, and `runbook` for RUNBOOK.md. */
function partOf(path: string): Part {
  const [part = 'runbook'] = path.split('/', 2).flatMap((folder) => PARTS.find((known) => known === folder) ?? []);
  return part;
}
