#!/usr/bin/env node
/** The command line `orchestrator-monitoring`. */
import { run } from './program';

void run(process.argv.slice(2), {
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
}).then((code) => {
  process.exitCode = code;
});
