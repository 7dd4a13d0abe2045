import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { NodePackage } from './node-packages.ts';
import { type Architecture, architectures, type PackagedFile, PROGRAM } from './packaged-file.ts';

/** What a package carries for those who develop with it or on it. */
const FOR_DEVELOPERS = [
  /^(tests?|spec|examples?|bench(marks?)?|docs?|man|coverage|integration)\//,
  /(^|\/)__tests__\//,
  /(^|\/)\.[^/]*/,
  /\.(d\.[cm]?ts|[cm]?ts|map|md|markdown|flow|html|bak|o|gyp|gypi|sh|png|jpg|svg|ya?ml|tsbuildinfo)$/i,
  /(^|\/)(CHANGELOG|CHANGES|HISTORY|AUTHORS|Makefile|Gulpfile\.js|karma\.conf\.js|eslint\.config\.\w+)$/,
];
const LICENCE = /(^|\/)(licen[cs]e|copying|notice|thirdpartynotices)[^/]*$/i;
/** Of these only what they load themselves is taken. */
const ONLY: Record<string, (node: string) => RegExp> = {
  'better-sqlite3': (node) =>
    new RegExp(`^(package\\.json|lib/((?!linux|darwin|win32).*|linux-${node}\\.js)|prebuilds/linux-${node}\\.node)$`),
  'onnxruntime-node': (node) =>
    new RegExp(`^(package\\.json|dist/.*\\.js|bin/napi-v6/linux/${node}/(libonnxruntime\\.so\\.1|.*_binding\\.node))$`),
  '@serialport/bindings-cpp': (node) =>
    new RegExp(`^(package\\.json|dist/.*\\.js|prebuilds/linux-${node}/.*\\.glibc\\.node)$`),
  // Headers for who compiles.
  'node-addon-api': () => /^package\.json$/,
  // The same once more for browsers is left out.
  xml2js: () => /^(package\.json|lib\/(?!xml2js\.bc).*)$/,
  // Extensions of PostgreSQL that nobody loads are left out.
  '@electric-sql/pglite': () => /^(package\.json|dist\/.*\.(js|wasm|data))$/,
};

/** The files of an npm package that the installed program needs on a machine of this architecture. */
export function nodePackageFiles(
  repository: string,
  { name, path }: NodePackage,
  architecture: Architecture,
): PackagedFile[] {
  const folder = join(repository, path);
  const only = ONLY[name]?.(architectures[architecture]);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => {
      // Packages within this one are packages of their own.
      if (file.startsWith('node_modules/')) return false;
      if (LICENCE.test(file)) return true;
      return only ? only.test(file) : !FOR_DEVELOPERS.some((pattern) => pattern.test(file));
    })
    .map((file) => ({ path: `${PROGRAM}/${path}/${file}`, source: { file: join(folder, file) }, mode: 0o644 }));
}
