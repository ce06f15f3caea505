// Writes the true counts of a test run to .cache/test-counts/, for .ci/run, which adds up those of all runs: a file for each configuration of
// jest, called as that, so that none takes the place of another's. A file that could not even be loaded counts as one failure: its tests are in
// none of jest's own numbers.
'use strict';

const { mkdirSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');

module.exports = class JestSummaryReporter {
  constructor(globalConfig) {
    this.folder = join(globalConfig.rootDir, '.cache/test-counts');
    this.file = `${basename(configurationOf(process.argv), '.js')}.json`;
  }

  onRunComplete(_contexts, results) {
    const counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, this.file), `${JSON.stringify(counts)}\n`);
  }
};

/** The file that `--config` names. */
function configurationOf(args) {
  const index = args.findIndex((arg) => arg === '--config' || arg === '-c');
  const joined = args.find((arg) => arg.startsWith('--config='));
  return joined?.slice('--config='.length) ?? (index < 0 ? undefined : args[index + 1]) ?? 'jest.config.js';
}
