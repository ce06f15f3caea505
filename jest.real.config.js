// What we make, in a real cluster: etcd, kube-apiserver, prometheus-operator, Prometheus 3 and Alertmanager. `npm run test:real` builds what of
// these no registry carries, and then runs this.
const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: [
    '<rootDir>/test/real/cluster/*.test.ts',
    '<rootDir>/test/real/lag/{scenarios,objectives}.test.ts',
    // What `npm test` does with the Prometheus that a distribution has, once more with the new one.
    '<rootDir>/test/real/{promtool,generated-tests,go-template,dashboards}.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/'],
  // Each file runs a cluster of its own.
  maxWorkers: 1,
};
