/** Blocks of Prometheus's storage that hold a fleet: written as OpenMetrics text, piece by piece, and made into blocks by promtool. */
import { execFile } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { fleetSeries, type FleetSize } from './fleet-series';

const run = promisify(execFile);

/** When the data begins, in Unix seconds: on the hours at which blocks of storage begin. */
export const BEGINNING = 1_699_999_200;

/** Seconds between two scrapes. */
export const SCRAPE_INTERVAL = 15;

/** Seconds of data in one piece of text. */
const PIECE = 1_800;

/** Characters that are written at once. */
const BUFFER = 4_000_000;

/** A fleet, and for how long it was scraped. */
export interface FleetData extends FleetSize {
  readonly hours: number;
}

/** Makes the blocks, unless the folder holds those of the same fleet; says what it does. */
export async function makeBlocks(
  promtool: string,
  data: FleetData,
  folder: string,
  say: (text: string) => void,
): Promise<void> {
  const note = join(folder, 'fleet.json');
  const wanted = JSON.stringify(data);
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted) {
    say(`the blocks in ${folder} hold this fleet already`);
    return;
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const text = join(folder, 'samples.txt');
  for (let from = 0; from < data.hours * 3_600; from += PIECE) {
    const samples = writePiece(text, data, from);
    await run(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', '-q', text, join(folder, 'blocks')]);
    rmSync(text);
    say(`${((from + PIECE) / 3_600).toFixed(1)} of ${String(data.hours)} h: ${String(samples)} samples`);
  }
  writeFileSync(note, wanted);
}

function writePiece(file: string, size: FleetSize, from: number): number {
  const times = Array.from({ length: PIECE / SCRAPE_INTERVAL }, (_, index) => from + index * SCRAPE_INTERVAL);
  const ends = times.map((time) => ` ${String(BEGINNING + time)}\n`);
  const output = openSync(file, 'w');
  let buffer = '';
  let samples = 0;
  for (const { selector, valueAt } of fleetSeries(size)) {
    const isStart = selector.startsWith('process_start_time_seconds');
    for (let index = 0; index < times.length; index += 1) {
      const value = valueAt(times[index] ?? 0);
      if (value !== undefined) {
        buffer += `${selector} ${String(isStart ? BEGINNING + value : value)}${ends[index] ?? ''}`;
        samples += 1;
      }
    }
    if (buffer.length > BUFFER) {
      writeSync(output, buffer);
      buffer = '';
    }
  }
  writeSync(output, `${buffer}# EOF\n`);
  closeSync(output);
  return samples;
}
