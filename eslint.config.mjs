import { readFileSync } from 'node:fs';

import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const { layers, required: lazilyRequired } = JSON.parse(
  readFileSync(new URL('./tools/layers.json', import.meta.url), 'utf8'),
);

/** A package of tools/layers.json as a regular expression over what stands in an import: the package and its subpaths. */
function importsOf(name) {
  const literal = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  if (name === 'node:*') return 'node:';
  return name.endsWith('/*') ? literal.slice(0, -'\\*'.length) : `${literal}(?:/|$)`;
}

/**
 * The imports that a layer may not make. This is the quick answer, in the editor; test/package/architecture.test.ts has the last word: it
 * also sees require(), import() and cycles.
 */
function layerRules({ name, why, layers: permittedLayers, packages, typesOnly }) {
  const forbiddenLayers = layers
    .map((layer) => layer.name)
    .filter((other) => other !== name && !permittedLayers.includes(other))
    .map((other) => other.replace(/\.ts$/, ''));
  const permittedPackages = [...packages, ...typesOnly].map(importsOf);
  return {
    files: [name.endsWith('.ts') ? `lib/${name}` : `lib/${name}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: `^\\.{1,2}/(?:\\.\\./)*(?:${forbiddenLayers.join('|')})(?:/|$)`, message: `${name}: ${why}.` },
            { regex: `^(?!${['\\.{1,2}(?:/|$)', ...permittedPackages].join('|')})`, message: `${name}: ${why}.` },
            ...typesOnly.map((typesOnlyPackage) => ({
              regex: `^${importsOf(typesOnlyPackage)}`,
              allowTypeImports: true,
              message: `${name}: ${why}.`,
            })),
          ],
        },
      ],
    },
  };
}

export default defineConfig(
  {
    ignores: [
      'dist/',
      'manifests/',
      'out/',
      '.cache/',
      'tools/picture/',
      'test/fixtures/',
      'test/seed/fixtures/',
      'test/scenarios/recordings/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.all.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A number in a text is what most of our texts are about; everything else that would be turned into a string by accident stays an error.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Platform packages are optional peers: an import of nothing but types must vanish from the output, and be seen to.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // Brackets say that a key may be missing, as in what a user wrote; a dot says that it is there.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // A metric type, a severity or a profile that is added must be thought of wherever they are told apart.
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `{ a, ...rest }` is the way to leave a field out; `_name` says that a parameter is there for its position.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-param-reassign': 'error',
      'object-shorthand': 'error',
      'prefer-template': 'error',
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      // Past this a file is about two things.
      'max-lines': ['error', { max: 350 }],
      'no-console': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      // What takes long to load is loaded within the function that needs it, where `await import()` cannot be: nothing waits there.
      '@typescript-eslint/no-require-imports': ['error', { allow: lazilyRequired.map((name) => `^${name}$`) }],
    },
  },
  ...layers.map(layerRules),
  {
    // Pulumi's analyzer knows "anything" by this name only.
    files: ['plugin/orchestrator-monitoring.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    // The same props give the same bytes: in every process, time zone and locale.
    files: ['promql', 'templates', 'validation', 'model', 'orchestrator', 'render'].map(
      (layer) => `lib/${layer}/**/*.ts`,
    ),
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'Date',
          'Intl',
          'performance',
          'crypto',
          'process',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'fetch',
        ].map((name) => ({
          name,
          message: 'No clock, no environment, no input or output here: the same props give the same bytes.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'No randomness: derive it from a name.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'MemberExpression[property.name=/^(localeCompare|toLocaleString|toLocaleUpperCase|toLocaleLowerCase|toLocaleDateString|toLocaleTimeString)$/]',
          message: "Differs with the reader's locale: compare with < and >, write numbers with String().",
        },
      ],
    },
  },
  {
    // The command line talks to its user.
    files: ['lib/cli/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts', 'examples/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts'],
    rules: {
      // What YAML.parse and JSON.parse give is `any`: a test walks through it, and fails at the assertion if the shape is another.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // `found!` in a test is an assertion of its own: the test fails if it does not hold.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A construct is made for what it adds to its scope.
      'no-new': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { URL: 'readonly', process: 'readonly', console: 'readonly' } },
  },
);
