/**
 * How the rules grow with the fleet: `npm run bench` prints, for 1, 50 and 1,000 replica sets with three distinct settings, the number of
 * rules, the size of the rule file, and how long `promtool check rules` takes over it (best of three), absolute and beside the first.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createMixin, renderPrometheusRules, toYaml } from '../lib';
import { fleetOf } from './fleet';

/** Milliseconds of the fastest of three runs; undefined without promtool. Throws an Error where it refuses the rules. */
function checkTime(file: string): number | undefined {
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    const { error, status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    if (error !== undefined) {
      return undefined;
    }
    if (status !== 0) {
      throw new Error(stdout + stderr);
    }
    return performance.now() - start;
  });
  return times.includes(undefined) ? undefined : Math.min(...times.filter((time) => time !== undefined));
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-rules-'));
  let first: number | undefined;
  try {
    for (const replicaSets of [1, 50, 1_000]) {
      const start = performance.now();
      const { ruleGroups } = createMixin(fleetOf(replicaSets));
      const text = toYaml(renderPrometheusRules(ruleGroups));
      const rendered = performance.now() - start;
      const file = join(folder, `${replicaSets}.yaml`);
      writeFileSync(file, text);
      const time = checkTime(file);
      first ??= time;
      const rules = ruleGroups.flatMap((group) => group.rules).length;
      const check =
        time === undefined || first === undefined
          ? 'promtool is not here'
          : `promtool check ${time.toFixed(0)} ms (${(time / first).toFixed(1)} times the first)`;
      console.log(
        `${replicaSets} replica sets: ${rules} rules in ${ruleGroups.length} groups, ${text.length} bytes, rendered in ${rendered.toFixed(0)} ms, ${check}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
