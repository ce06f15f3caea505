/**
 * Replays recordings of the real orchestrator against the rendered rules and prints what the alerts made of them:
 * `npm run scenarios -- [options]`; needs promtool. Options:
 *
 *   --recordings DIR    recordings to replay, compact or as they were recorded   (test/scenarios/recordings)
 *   --interval 15,60    scrape intervals in seconds                              (5,15,30,60)
 *   --profile hardened  one profile instead of both
 *   --phase 7           seconds by which all scrapes are moved                   (0)
 *   --library-only      without the metrics that only an instrumented application exposes
 *   --grafana           as Grafana's own alerting evaluates the rules, which has no inhibition
 *   --only A,B          some recordings, by name                                 (all)
 *   --json              outcomes as JSON instead of the table
 */
import { parseArgs } from 'node:util';

import type { Profile } from '../lib/orchestrator';
import { INTERVALS, run } from '../test/scenarios/run';
import { loadRecordings, RECORDINGS } from '../test/scenarios/scenario';
import { formatTable } from '../test/scenarios/table';

const PROFILES: readonly Profile[] = ['upstream', 'hardened'];

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      recordings: { type: 'string', default: RECORDINGS },
      interval: { type: 'string', default: INTERVALS.join(',') },
      profile: { type: 'string' },
      phase: { type: 'string', default: '0' },
      'library-only': { type: 'boolean', default: false },
      grafana: { type: 'boolean', default: false },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const profiles = PROFILES.filter((profile) => values.profile === undefined || profile === values.profile);
  const intervals = values.interval.split(',').map(Number);
  const phase = Number(values.phase);
  if (profiles.length === 0 || intervals.some((interval) => !(interval > 0)) || !(phase >= 0)) {
    throw new RangeError(
      'profiles are upstream and hardened; intervals are positive numbers of seconds, the phase one from 0 on',
    );
  }
  const only = values.only?.split(',');
  const recordings = loadRecordings(values.recordings).filter(({ name }) => only?.includes(name) ?? true);
  if (recordings.length === 0) {
    throw new RangeError(`there is no recording in ${values.recordings}`);
  }
  const options = {
    intervals,
    phase,
    libraryOnly: values['library-only'],
    ...(values.grafana ? { props: { alerts: { evaluatedBy: 'grafana' as const } } } : {}),
  };
  const outcomes = [];
  for (const profile of profiles) {
    outcomes.push(...(await run(recordings, { ...options, profile })));
  }
  console.log(values.json ? JSON.stringify(outcomes, undefined, 2) : formatTable(outcomes, profiles, intervals));
  for (const { profile, recording, interval, falseAlarms } of values.json ? [] : outcomes) {
    for (const falseAlarm of falseAlarms) {
      console.log(`false alarm: ${profile}, ${recording} at ${interval} s: ${falseAlarm}`);
    }
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
