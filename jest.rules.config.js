// The thorough look at the generated tests of rules: every kind of fleet, and every fault of a rule. It takes long, so `npm test` leaves it out.
const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/real/rule-tests.test.ts', '<rootDir>/test/real/rule-mutations.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
