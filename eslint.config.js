import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import simpleImportSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

/** The import arrows: each folder, and the folders that it may import. `types` are allowed as type-only imports. */
const arrows = {
  domain: { values: [] },
  formats: { values: ['domain'] },
  db: { values: ['domain'] },
  ports: { values: ['domain'] },
  activities: { values: ['domain', 'formats', 'db', 'ports'] },
  workflows: { values: ['domain'], types: ['activities', 'db', 'ports', 'formats'] },
  workers: { values: ['activities', 'ports', 'db', 'domain'] },
  client: { values: ['domain', 'db', 'formats', 'ports'] },
};
const rooms = [...Object.keys(arrows), 'stack', 'bench', 'scripts', 'test'];

const nodeBuiltins = [
  'node:*',
  'fs',
  'path',
  'os',
  'crypto',
  'child_process',
  'http',
  'https',
  'net',
  'stream',
  'util',
];

function arrowRule(folder) {
  const { values, types = [] } = arrows[folder];
  const forbidden = rooms.filter((room) => room !== folder && !values.includes(room));
  const patterns = forbidden.map((room) => ({
    group: [`**/${room}/**`],
    allowTypeImports: types.includes(room),
    message: `${folder}/ may not import ${room}/ (docs/architecture.md, The rooms).`,
  }));
  if (folder === 'workflows') {
    patterns.push({
      group: [...nodeBuiltins, 'luxon', 'zod'],
      message: 'Workflow code has no I/O, no dates and no zod.',
    });
  }
  if (folder === 'domain' || folder === 'formats') {
    patterns.push({
      group: ['node:fs*', 'node:net', 'node:http*', 'node:child_process', 'knex', 'pg', '@temporalio/*'],
      message: `${folder}/ is pure.`,
    });
  }
  return {
    files: [`${folder}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
}

const businessTime = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Business times come from the clock port.',
  },
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Use the clock port.' },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Nothing is random here.',
  },
  {
    selector: 'TemplateElement[value.raw=/\\b(now\\(\\)|current_date|current_timestamp|clock_timestamp)/i]',
    message: 'SQL takes its time from the caller, never from the server.',
  },
];

export default tseslint.config(
  { ignores: ['node_modules/**', 'var/**', 'docs/**', 'test/histories/**'] },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { 'import-x': importX, 'simple-import-sort': simpleImportSort },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'import-x/no-cycle': 'error',
      'simple-import-sort/imports': 'error',
      'simple-import-sort/exports': 'error',
    },
  },
  ...Object.keys(arrows).map(arrowRule),
  {
    files: ['domain/**/*.ts', 'formats/**/*.ts', 'db/**/*.ts', 'activities/**/*.ts', 'client/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...businessTime] },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...businessTime,
        {
          selector: "CallExpression[callee.name='setHandler'] Property[key.name='validator'] > *[async=true]",
          message: 'A validator is synchronous: an async one poisons the workflow.',
        },
        { selector: 'NewExpression[callee.name="Error"]', message: 'Only ApplicationFailure may end a workflow.' },
      ],
    },
  },
  { files: ['scripts/**', 'bench/**', 'stack/**', 'test/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
