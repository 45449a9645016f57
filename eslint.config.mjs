// Rules that matter here: a forgotten `await` loses an approval, so the type-aware rules decide.
import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';

/** Who may import whom (ARCHITECTURE, "Layers"). Keys are folders under src; values are the folders they may import. */
const layers = {
  domain: ['domain'],
  cards: ['cards', 'domain'],
  commands: ['commands', 'domain'],
  microsoft: ['microsoft', 'domain'],
  storage: ['storage', 'domain'],
  jobs: ['jobs', 'domain'],
  bot: ['bot', 'commands', 'cards', 'domain'],
  simulator: ['simulator'],
};
const folders = [...Object.keys(layers), 'cli'];

const layerRules = Object.entries(layers).map(([folder, allowed]) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^(\\.\\./)+(${folders.filter((f) => !allowed.includes(f)).join('|')})/`,
            message: `src/${folder} may import only: ${allowed.join(', ')} (and errors.ts).`,
          },
          {
            regex: '^(\\.\\./)+(compose|config|cli)(/.*)?\\.ts$',
            message: 'Only cli may import compose.ts and config.ts.',
          },
          ...(folder === 'simulator'
            ? [{ regex: '^(\\.\\./)+errors\\.ts$', message: 'The simulator imports nothing of ours.' }]
            : []),
          ...(folder === 'domain'
            ? [{ regex: '^(?!\\.)', message: 'The domain is pure: no SDK, no node: module.' }]
            : []),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['node_modules', 'coverage', 'data', '.tmp', 'tenants', 'appPackage/build'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        {
          selector: "ThrowStatement > NewExpression[callee.name='Error']",
          message: 'Throw a coded error from errors.ts.',
        },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Only config.ts reads the environment.',
        },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  ...layerRules,
  {
    files: ['src/simulator/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['bench/**/*.ts', 'scripts/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'mocha', name: ['it', 'describe'] }] },
      ],
    },
  },
  prettier,
);
