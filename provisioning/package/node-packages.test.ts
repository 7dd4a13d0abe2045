import { expect, it } from 'vitest';
import { importsOf, type Lock, neededPackages } from './node-packages.ts';

const lock: Lock = {
  packages: {
    'node_modules/a': {
      version: '1.0.0',
      license: 'MIT',
      dependencies: { b: '^1' },
      optionalDependencies: { gone: '1' },
    },
    'node_modules/a/node_modules/b': {
      version: '1.5.0',
      license: 'ISC',
      dependencies: { '@s/c': '^3', '@types/x': '1' },
    },
    'node_modules/b': { version: '2.0.0', license: 'MIT' },
    'node_modules/@s/c': { version: '3.0.0', license: 'Apache-2.0', dependencies: { b: '^2', a: '^1' } },
    'node_modules/dev': { version: '9.0.0', dev: true },
  },
};

it('finds the versions that Node would find, each once', () => {
  expect(neededPackages(lock, ['a']).map(({ path, version }) => `${path}@${version}`)).toEqual([
    'node_modules/@s/c@3.0.0',
    'node_modules/a@1.0.0',
    'node_modules/a/node_modules/b@1.5.0',
    'node_modules/b@2.0.0',
  ]);
});

it.each([
  ['dev', /development only/],
  ['missing', /not in package-lock/],
])('refuses %s', (name, message) => {
  expect(() => neededPackages(lock, [name])).toThrow(message);
});

it('sees imports of every form, and none of types', () => {
  const code = [
    "import type { A } from 'types-only';",
    "import b, { type C } from 'b';",
    "import {\n  d,\n  e,\n} from '../d.ts';",
    "import 'effect';",
    "export { f } from 'f';",
    "const g = await import('g');",
    "console.log('import x from \\'text\\'');",
  ].join('\n');
  expect(importsOf(code)).toEqual(['b', '../d.ts', 'effect', 'f', 'g']);
});
