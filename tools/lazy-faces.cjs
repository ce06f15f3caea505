// Makes the faces in `dist`, each an index.js that only re-exports, load what is behind them when it is asked for: whoever imports the root
// and calls createMixin waits for that, not for every delivery and file. TypeScript has no such option for CommonJS. Faces of a platform stay
// as they are: where it is not installed, the import says so. `npm run build` runs this; it throws an Error on a line that it does not know.
'use strict';

const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join, relative, sep } = require('node:path');

const dist = join(__dirname, '../dist');
const platforms = ['cdk8s', 'pulumi'];

const star = /^__exportStar\(require\("(.+)"\), exports\);$/;
const imported = /^(?:var|const) (\w+) = require\("(.+)"\);$/;
const exported =
  /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.(\w+); \} \}\);$/;

// Not written out for each name: Node's reader of CommonJS, which ES modules import by, leaves names out whose getters do more than it knows.
// What was loaded becomes a plain property: a getter in an inner loop would take longer than what it gives.
const define =
  'const lazy = (name, load) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: () => { const value = load(); Object.defineProperty(exports, name, { value }); return value; } });';
const getter = (name, specifier, property) => `lazy("${name}", () => require("${specifier}").${property});`;

function lazy(file) {
  // The head of the file is TypeScript's own, up to the mark of a module; lines keep their places, so that source maps hold.
  const lines = readFileSync(file, 'utf8').split('\n');
  const body = lines.findIndex((line) => line.startsWith('Object.defineProperty(exports, "__esModule"')) + 1;
  const specifiers = new Map();
  const written = lines.slice(body).map((line) => {
    if (star.test(line)) {
      const [, specifier] = line.match(star);
      const names = Object.keys(createRequire(file)(specifier));
      return names.map((name) => getter(name, specifier, name)).join(' ');
    }
    if (imported.test(line)) {
      const [, variable, specifier] = line.match(imported);
      specifiers.set(variable, specifier);
      return '';
    }
    if (exported.test(line)) {
      const [, name, variable, property] = line.match(exported);
      return getter(name, specifiers.get(variable), property);
    }
    if (!/^$|^\/\/|^\/?\s?\*|^exports\.[\w.= ]+ = void 0;$/.test(line)) {
      throw new Error(`${file} does more than re-export: ${line}`);
    }
    return line;
  });
  return [...lines.slice(0, body - 1), `${lines[body - 1]} ${define}`, ...written].join('\n');
}

const faces = readdirSync(dist, { recursive: true })
  .map((path) => join(dist, path))
  .filter((file) => file.endsWith(`${sep}index.js`) && !platforms.includes(relative(dist, dirname(file))));
for (const [file, text] of faces.map((face) => [face, lazy(face)])) {
  writeFileSync(file, text);
}
