/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/lib', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // These run promtool some thousand times: `npm run test:rules`. Many packages for a picture: `npm run test:picture`. And a cluster:
  // `npm run test:real`.
  testPathIgnorePatterns: [
    '/node_modules/',
    '/test/rules/',
    '/test/real/recording-variants\\.test\\.ts$',
    '/test/real/picture\\.test\\.ts$',
    '/test/real/cluster/',
  ],
  // Only the syntax is translated here, file by file; types are checked by `npm run typecheck`.
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs', ignoreDynamic: true },
      },
    ],
  },
  // Examples import the package by its own name, as a user does; under test that name means the sources.
  moduleNameMapper: {
    '^pupsourcing-orchestrator-monitoring$': '<rootDir>/lib/index.ts',
    '^pupsourcing-orchestrator-monitoring/(cdk8s|pulumi)$': '<rootDir>/lib/$1/index.ts',
  },
  // Under CI the counts are also written to a file, from which .ci/run prints its last line.
  reporters: process.env.CI ? ['default', '<rootDir>/tools/jest-summary-reporter.cjs'] : ['default'],
};
