// Writes the true counts of a test run to a file of its own in .cache/test-counts, for .ci/run, which adds up those of all runs. A file that
// could not even be loaded counts as one failure: its tests are in none of jest's own numbers.
'use strict';

const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

module.exports = class JestSummaryReporter {
  constructor(globalConfig) {
    this.folder = join(globalConfig.rootDir, '.cache', 'test-counts');
  }

  onRunComplete(_contexts, results) {
    const counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, `${results.startTime}-${process.pid}.json`), `${JSON.stringify(counts)}\n`);
  }
};
