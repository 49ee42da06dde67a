import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** What files of one folder may not import. A feature is a folder below features/: found by glob, never listed. */
function forbid(files, patterns) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

const otherFeature = {
  regex: '^(@/features/|\\.\\./)',
  message: 'A feature imports ui, lib and api; never another feature. Features are put together in app/.',
};
const fromApp = { group: ['@/app/*', '@/app'], message: 'Only app/ composes; nothing imports it.' };
const fromFeatures = { group: ['@/features/*', '@/features/**'], message: 'Only app/ imports features.' };

export default tseslint.config(
  { ignores: ['dist', 'test-results', 'playwright-report', 'src/api/generated'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  jsxA11y.flatConfigs.recommended,
  reactHooks.configs.flat['recommended-latest'] ?? reactHooks.configs['recommended-latest'],
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'jsx-a11y/no-autofocus': 'off',
    },
  },
  { files: ['mock/**', 'e2e/**', '*.config.*', 'bin/**'], languageOptions: { globals: { ...globals.node } }, rules: { 'no-console': 'off' } },
  { files: ['src/api/contract.ts'], rules: { 'max-lines': 'off' } },
  forbid(['src/features/**'], [otherFeature, fromApp]),
  forbid(['src/ui/**', 'src/api/**'], [fromApp, fromFeatures]),
  forbid(['src/lib/**'], [fromApp, fromFeatures, { group: ['@/ui/*', '@/api/client', '@/api/queries*'], message: 'lib stands below ui and api.' }]),
);
