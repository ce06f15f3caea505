/** Rules that Grafana would go on evaluating although they are gone: it keeps what a provisioning file no longer names. */
import { join } from 'node:path';
import type { RenderedFile } from '../../render';
import { listAt, listInYaml, textAt } from '../../render/kubernetes/findings/located-manifest';
import { readFileIfThere } from './existing-files';
import { readRecord } from './record';

const ALERTING_DIRECTORY = 'grafana/provisioning/alerting/';

/** Uids of rules that alerting files of earlier runs have, and that the new one neither has nor deletes. Its name follows from the fleet's. */
export async function forgottenRules(directory: string, files: readonly RenderedFile[]): Promise<readonly string[]> {
  const file = files.find(({ path }) => path.startsWith(ALERTING_DIRECTORY));
  if (file === undefined) {
    return [];
  }
  const written = Object.keys(await readRecord(directory)).filter((path) => path.startsWith(ALERTING_DIRECTORY));
  const texts = await Promise.all(
    [...new Set([file.path, ...written])].map((path) => readFileIfThere(join(directory, path))),
  );
  const before = texts.filter((text) => text !== undefined && text !== file.content);
  if (before.length === 0) {
    return [];
  }
  const named = uidsOf([...rulesIn(file.content), ...listInYaml(file.content, 'deleteRules')]);
  return uidsOf(before.flatMap((text = '') => rulesIn(text))).filter((uid) => !named.includes(uid));
}

/** What the groups of a file have, as Grafana reads them; none where the text is no YAML, since then it read none from it. */
function rulesIn(text: string): readonly unknown[] {
  return listInYaml(text, 'groups').flatMap((group) => listAt(group, 'rules'));
}

function uidsOf(rules: readonly unknown[]): readonly string[] {
  return rules.flatMap((rule) => textAt(rule, 'uid') ?? []);
}
