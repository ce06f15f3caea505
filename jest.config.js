// Four kinds of tests, each a project: `npm test` is `unit`; the others have a command each (see CONTRIBUTING.md).

/** What all of them share. */
const shared = {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/tools/temporary-folder.cjs',
  globalTeardown: '<rootDir>/tools/temporary-folder.cjs',
  roots: ['<rootDir>/lib', '<rootDir>/test', '<rootDir>/examples'],
  // Only the syntax is translated here, file by file; types are checked by `npm run typecheck`.
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      },
    ],
  },
  // Examples import the package by its own name, as a user does; under test that name means the sources.
  moduleNameMapper: {
    // What lib loads late it names as it is built.
    '^(\\.\\.?/.*)\\.js$': '$1',
    '^pupsourcing-orchestrator-monitoring$': '<rootDir>/lib/index.ts',
    '^pupsourcing-orchestrator-monitoring/(cdk8s|pulumi|testing)$': '<rootDir>/lib/$1/index.ts',
  },
};

const project = (displayName, testMatch, testPathIgnorePatterns = []) => ({
  ...shared,
  displayName,
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}`),
  testPathIgnorePatterns: ['/node_modules/', ...testPathIgnorePatterns],
});

/** Asked of the Prometheus that a distribution has by `rules`, and once more of Prometheus 3 by `real`. */
const BOTH_PROMETHEUS = ['promtool', 'generated-tests', 'go-template', 'dashboards'];

/** @type {import('jest').Config} */
module.exports = {
  // Every core: jest keeps one for itself, which is half of a machine of two.
  maxWorkers: '100%',
  projects: [
    // For every change: minutes, and nothing but Node.
    project(
      'unit',
      ['test/**/*.test.ts', 'examples/*/test/*.test.ts'],
      ['<rootDir>/test/real/', '<rootDir>/test/rules/'],
    ),
    // promtool, Prometheus and Alertmanager over what is rendered: some thousand runs.
    project(
      'rules',
      ['test/rules/**/*.test.ts', 'test/real/*.test.ts', 'test/real/lag/*.test.ts'],
      ['<rootDir>/test/real/picture\\.test\\.ts$', '<rootDir>/test/real/lag/(scenarios|objectives)\\.test\\.ts$'],
    ),
    // What we make, in a cluster: etcd, kube-apiserver, prometheus-operator, Prometheus 3 and Alertmanager.
    project('real', [
      'test/real/cluster/*.test.ts',
      'test/real/lag/{scenarios,objectives}.test.ts',
      `test/real/{${BOTH_PROMETHEUS.join(',')}}.test.ts`,
    ]),
    // Grafana's components draw in a browser; that needs 500 MB of packages which nothing else does.
    project('picture', ['test/real/picture.test.ts']),
  ],
  // Under CI the counts are also written to a file, from which .ci/run prints its last line.
  reporters: process.env.CI ? ['default', '<rootDir>/tools/jest-summary-reporter.cjs'] : ['default'],
};
