// Prints a command of the README, so that what runs in CI is what readers copy: `node tools/readme-command.cjs test [README.md]`.
// A command is the ```sh block directly after the comment `<!-- command: test -->`.
'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [name, file = join(__dirname, '..', 'README.md')] = process.argv.slice(2);
const blocks = [...readFileSync(file, 'utf8').matchAll(/<!-- command: (\S+) -->\r?\n+```sh\r?\n(.*?)```/gs)];
const found = blocks.filter((block) => block[1] === name);

if (found.length !== 1) {
  console.error(`${file} has ${found.length} sh blocks marked <!-- command: ${name} -->, and should have one`);
  process.exit(1);
}
process.stdout.write(found[0][2]);
