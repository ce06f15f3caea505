/**
 * Gives what `npm run synth` wrote to the real tools: every rule group to `promtool check rules`, every scrape configuration to
 * `promtool check config`. Fails on anything that they say, and when it found nothing to give them.
 *
 * `npm run check:synth [folder]`; the folder is manifests/ unless told.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import { readManifests, ruleFilesOf, scrapeConfigsOf } from './manifests';
import type { ConfigFile } from './manifests';

function promtool(file: string, args: readonly string[]): string | undefined {
  const run = spawnSync('promtool', [...args, file], { encoding: 'utf8' });
  if (run.error !== undefined) {
    throw new Error(
      `promtool could not be run (${run.error.message}); Debian and Ubuntu have it in the package 'prometheus'`,
    );
  }
  return run.status === 0 ? undefined : `${run.stdout}${run.stderr}`.trim();
}

/** Writes each file into the folder, runs promtool on it, prints one line each, and returns the number that it refused. */
function check(files: readonly ConfigFile[], args: readonly string[], folder: string): number {
  let refused = 0;
  for (const [index, { origin, content }] of files.entries()) {
    const file = path.join(folder, `${args[1] ?? 'file'}-${index}.yaml`);
    fs.writeFileSync(file, content);
    const complaint = promtool(file, args);
    console.log(`${complaint === undefined ? 'ok    ' : 'FAILED'} promtool ${args.slice(0, 2).join(' ')}: ${origin}`);
    if (complaint !== undefined) {
      console.log(complaint.replace(/^/gm, '         '));
      refused += 1;
    }
  }
  return refused;
}

function main(manifestFolder: string): number {
  const { objects, problems } = readManifests(manifestFolder);
  for (const problem of problems) {
    console.log(`FAILED ${problem}`);
  }
  const rules = ruleFilesOf(objects);
  const scrapeConfigs = scrapeConfigsOf(objects);
  const missing = [
    ...(rules.length === 0 ? ['rules'] : []),
    ...(scrapeConfigs.length === 0 ? ['scrape configuration'] : []),
  ];
  for (const what of missing) {
    console.log(`FAILED found no ${what} in ${manifestFolder}: nothing was checked`);
  }

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'check-manifests-'));
  try {
    const refused =
      check(rules, ['check', 'rules', '--lint=all', '--lint-fatal'], folder) +
      check(scrapeConfigs, ['check', 'config', '--lint=all', '--lint-fatal'], folder);
    const failures = problems.length + missing.length + refused;
    const verdict = failures === 0 ? 'all accepted' : `${failures} failed`;
    console.log(
      `${objects.length} objects, ${rules.length} rule files, ${scrapeConfigs.length} scrape configurations: ${verdict}`,
    );
    return failures === 0 ? 0 : 1;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main(process.argv[2] ?? 'manifests');
