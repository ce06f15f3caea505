#!/usr/bin/env node
/** The command line `pupsourcing-orchestrator-monitoring`, or `orchestrator-monitoring` for short. */
import { EXIT_CODES } from './exit-codes';
import { run } from './program';

// https://no-color.org: any text but the empty one means no.
const wanted = (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';

let unwritten = false;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  lost(error, (message) => process.stderr.write(`cannot write to standard output: ${message}\n`));
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  lost(error, () => undefined);
});

/** A reader that hangs up, as `head` does, has read enough: that is no error. Anything else is said once. */
function lost({ code, message }: NodeJS.ErrnoException, say: (message: string) => void): void {
  if (code === 'EPIPE' || unwritten) {
    return;
  }
  unwritten = true;
  process.exitCode = EXIT_CODES.wrongUse;
  say(message);
}

void run(process.argv.slice(2), {
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  colour: wanted && process.stdout.isTTY,
  watched: process.stderr.isTTY,
}).then((code) => {
  process.exitCode = unwritten ? EXIT_CODES.wrongUse : code;
});
