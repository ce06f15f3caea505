// The thorough look at rules: their generated tests for every kind of fleet, every fault of a rule, every alert's own merit, and variants of
// the recordings. It runs promtool thousands of times, so `npm test` leaves it out.
const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['rule-tests', 'rule-mutations', 'sole-witness', 'recording-variants'].map(
    (name) => `<rootDir>/test/real/${name}.test.ts`,
  ),
  testPathIgnorePatterns: ['/node_modules/'],
};
