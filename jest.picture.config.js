// Grafana's components draw in a real browser. That needs 500 MB of packages which nothing else does, so `npm test` leaves it out.
const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/real/picture.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
