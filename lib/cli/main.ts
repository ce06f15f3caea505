#!/usr/bin/env node
/** The command line `orchestrator-monitoring`. */
import { run } from './program';

// https://no-color.org: any text but the empty one means no.
const wanted = (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';

void run(process.argv.slice(2), {
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  colour: wanted && process.stdout.isTTY,
  watched: process.stderr.isTTY,
}).then((code) => {
  process.exitCode = code;
});
