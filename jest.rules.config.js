// The thorough look at rules: their generated tests for every kind of fleet, every fault of a rule, both forms of every alert, and variants of
// the recordings. It runs promtool thousands of times, so `npm test` leaves it out.
const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/rules/*.test.ts', '<rootDir>/test/real/recording-variants.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Each file runs as many promtool processes as there are processors.
  maxWorkers: 1,
};
