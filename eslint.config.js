import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** DESIGN: which room may import which. A room that is not listed here may import everything. */
const rooms = {
  domain: [],
  mappings: ['domain', 'polkadot'],
  polkadot: ['domain'],
  store: ['domain'],
  chain: ['domain', 'polkadot'],
  settlement: ['domain', 'store', 'chain'],
  notify: ['domain', 'store'],
  backfill: ['domain', 'store', 'chain'],
  gateway: ['domain', 'store', 'chain'],
  client: [],
  demo: ['client'],
  web: ['client'],
  telemetry: [],
};
const allRooms = [
  'domain',
  'mappings',
  'polkadot',
  'store',
  'chain',
  'settlement',
  'notify',
  'backfill',
  'gateway',
  'client',
  'demo',
  'web',
  'telemetry',
  'cli',
];

const zones = Object.entries(rooms).map(([room, allowed]) => ({
  target: `./src/${room}`,
  from: allRooms
    .filter((other) => other !== room && !allowed.includes(other))
    .map((other) => `./src/${other}`),
  message: `src/${room} may import only: ${[room, ...allowed].join(', ')}.`,
}));

export default tseslint.config(
  { ignores: ['dist/', '.chaintill/', 'node_modules/', 'coverage/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.js', 'scripts/*.js'] } },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        { zones: zones.flatMap((z) => z.from.map((from) => ({ ...z, from }))) },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    // domain/ is pure: no I/O, no clock, no environment, no libraries of the platform.
    files: ['src/domain/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: ['node:*', 'pg', 'kysely', '@polkadot/*'] }],
      'no-restricted-globals': [
        'error',
        'process',
        'Buffer',
        'fetch',
        'setTimeout',
        'setInterval',
        'TextEncoder',
        'TextDecoder',
      ],
    },
  },
  {
    // client/ is what shops install: no dependency, and nothing that a browser lacks.
    files: ['src/client/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^[^.]', message: 'It has no dependencies.' }] },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'global', 'require', 'setImmediate'],
    },
  },
  { files: ['*.js', 'scripts/*.js'], ...tseslint.configs.disableTypeChecked },
  prettier,
);
