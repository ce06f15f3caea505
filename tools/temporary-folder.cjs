/** Jest's setup and teardown: what tests leave in the system's temporary folder, as cdk8s does for each app, goes when the last one ends. */
const { chmodSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

let folder;

/** Makes the folder at the first call, and removes it at the second. */
module.exports = () => {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'jest-'));
    // PostgreSQL refuses to run as root, and has to get to its folder as another user.
    chmodSync(folder, 0o755);
    process.env.TMPDIR = process.env.TEMP = folder;
  } else {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
