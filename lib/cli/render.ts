/** `orchestrator-monitoring render`. */
import { check, ConfigError, createMixin, refuseErrors, type Finding, type Mixin, type Profile } from '../mixin';
import { renderFiles } from '../render';
import { locateProblems, readConfigFile } from './config-file';
import type { Output } from './output';
import { writeFiles } from './write-files';

/** Options of the command, as parsed. */
export interface RenderOptions {
  readonly config?: string;
  readonly profile?: Profile;
  readonly out: string;
}

/** Writes the files and says which. Throws a ConfigError or ConfigFileError before anything is written. */
export async function render(options: RenderOptions, output: Output): Promise<void> {
  const { mixin, warnings } = await loadMixin(options);
  const files = renderFiles(mixin);
  await writeFiles(options.out, files);
  for (const { path, what, why, mend } of warnings) {
    output.writeError(`warning: ${path}: ${what}; ${why}; ${mend}\n`);
  }
  for (const { path } of files) {
    output.write(`${options.out}/${path}\n`);
  }
}

async function loadMixin({
  config,
  profile,
}: RenderOptions): Promise<{ readonly mixin: Mixin; readonly warnings: readonly Finding[] }> {
  const file = config === undefined ? undefined : await readConfigFile(config);
  try {
    const mixin = createMixin({ ...file?.props, ...(profile === undefined ? {} : { profile }) });
    return { mixin, warnings: refuseErrors(check(mixin)) };
  } catch (error) {
    throw error instanceof ConfigError && file !== undefined ? locateProblems(file, error) : error;
  }
}
