/**
 * Takes recordings into the project: `npx tsx tools/compact-recording.ts FILE...` reads recordings in the form in which they were
 * made (one JSON object each: name, description, mode, replicaSets, scrapeInterval, duration, faults, events, series), leaves out the
 * metrics that neither rules nor panels read, and writes each as test/scenarios/recordings/<name>.json. What was written is read back and
 * compared before the tool is content.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  decodeRecording,
  encodeRecording,
  formatCompact,
  type CompactRecording,
} from '../test/scenarios/compact-recording';
import { isRead, RECORDINGS, type Recording, type Series } from '../test/scenarios/scenario';

/** Half a nanosecond, and what a double loses of a large sum of them. */
const TOLERANCE = 1e-9;

function agree(one: Series, other: Series | undefined): boolean {
  return (
    JSON.stringify(Object.entries(one.labels).sort()) === JSON.stringify(Object.entries(other?.labels ?? {}).sort()) &&
    one.values.length === other?.values.length &&
    one.values.every(([time, value], index) => {
      const [otherTime, otherValue] = other.values[index] ?? [];
      const equal =
        typeof value === 'number' && typeof otherValue === 'number'
          ? Math.abs(value - otherValue) <= TOLERANCE
          : value === otherValue;
      return time === otherTime && equal;
    })
  );
}

function main(files: readonly string[]): number {
  if (files.length === 0) {
    console.error('usage: npx tsx tools/compact-recording.ts FILE...');
    return 2;
  }
  for (const file of files) {
    const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recording;
    const kept = { ...recorded, series: recorded.series.filter(isRead) };
    const text = formatCompact(encodeRecording(kept));
    const decoded = decodeRecording(JSON.parse(text) as CompactRecording);
    const byLabels = (series: Series): string => JSON.stringify(Object.entries(series.labels).sort());
    const found = new Map(decoded.series.map((series) => [byLabels(series), series]));
    const lost = kept.series.filter((series) => !agree(series, found.get(byLabels(series))));
    if (lost.length > 0 || decoded.series.length !== kept.series.length) {
      console.error(
        `${file}: ${lost.length} series do not come back as they were, the first: ${JSON.stringify(lost[0]?.labels)}`,
      );
      return 1;
    }
    writeFileSync(join(RECORDINGS, `${recorded.name}.json`), text);
    console.log(`${recorded.name}: ${kept.series.length} of ${recorded.series.length} series, ${text.length} bytes`);
  }
  return 0;
}

process.exitCode = main(process.argv.slice(2));
