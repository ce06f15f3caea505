/** Rules that Grafana would go on evaluating although they are gone: it keeps what a provisioning file no longer names. */
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RenderedFile } from '../../render';
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
  const named = uidsIn(file.content, 'rules').concat(uidsIn(file.content, 'deleteRules'));
  return before.flatMap((text = '') => uidsIn(text, 'rules')).filter((uid) => !named.includes(uid));
}

/** All `uid`s of the lists of this name, wherever they stand; none where the text is no YAML, since then Grafana read none from it. */
function uidsIn(text: string, list: 'rules' | 'deleteRules'): readonly string[] {
  const uids: string[] = [];
  // An alias may stand inside of what it names.
  const inside = new Set<unknown>();
  const visit = (value: unknown, name: string): void => {
    if (typeof value !== 'object' || value === null || inside.has(value)) {
      return;
    }
    inside.add(value);
    if (Array.isArray(value)) {
      value.forEach((element) => {
        visit(element, name);
      });
    } else {
      for (const [key, field] of Object.entries(value)) {
        if (key === 'uid' && name === list && typeof field === 'string') {
          uids.push(field);
        }
        visit(field, key);
      }
    }
    inside.delete(value);
  };
  visit(parsed(text), '');
  return uids;
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
}
