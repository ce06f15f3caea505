/** What says that it is recorded is recorded. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Signal } from '../../../lib/orchestrator';
import { HARDENED_AREAS } from '../../../lib/orchestrator/hardened/areas';

const HARDENED = join(__dirname, '../../../lib/orchestrator/hardened');

const isRecorded = (value: unknown): value is Signal =>
  typeof value === 'object' && value !== null && 'recordedAs' in value && value.recordedAs !== undefined;

test('every signal that has a recorded series is in the list of an area', async () => {
  const files = readdirSync(HARDENED)
    .map((folder) => join(HARDENED, folder, 'signals.ts'))
    .filter((file) => existsSync(file));
  const modules = await Promise.all(files.map(async (file) => (await import(file)) as Record<string, unknown>));
  const signals = modules.flatMap((module) => Object.values(module)).filter(isRecorded);
  const recorded = new Set(HARDENED_AREAS.flatMap((area): readonly Signal[] => area.recorded).map(({ name }) => name));

  expect(signals.length).toBeGreaterThan(30);
  expect(signals.map(({ name }) => name).filter((name) => !recorded.has(name))).toEqual([]);
});
