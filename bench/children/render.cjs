// Renders all files of a fleet once, as `render` does, and prints what that cost: processor time and memory of the whole process.
'use strict';

const { root, fleet } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const { createMixin, renderFiles } = require(`${root}/dist`);

const mixin = createMixin(fleet);
const files = renderFiles(mixin);
const { user, system } = process.cpuUsage();
const sizeOf = (match) =>
  files.filter(({ path }) => match.test(path)).reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
process.stdout.write(
  JSON.stringify({
    milliseconds: (user + system) / 1000,
    megabytes: process.resourceUsage().maxRSS / 1024,
    rules: mixin.ruleGroups.flatMap((group) => group.rules).length,
    ruleBytes: sizeOf(/prometheus\/rules\.yaml$/),
    testBytes: sizeOf(/rules\.test\.yaml$/),
    dashboardBytes: sizeOf(/dashboards\/.*\.json$/),
  }),
);
