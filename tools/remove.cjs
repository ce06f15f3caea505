// Removes what a build or a synth wrote: `node tools/remove.cjs dist manifests`. Portable, and only within the project.
'use strict';

const { rmSync } = require('node:fs');
const { join } = require('node:path');

const written = ['dist', 'manifests', 'out', '.cache'];

for (const folder of process.argv.slice(2)) {
  if (!written.includes(folder)) {
    throw new Error(`refused to remove '${folder}': only ${written.join(', ')} hold nothing but output`);
  }
  rmSync(join(__dirname, '..', folder), { recursive: true, force: true });
}
