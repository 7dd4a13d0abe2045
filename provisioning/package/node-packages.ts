import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { PackageError } from './package-error.ts';
import type { PackagedFile } from './packaged-file.ts';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
export type Lock = z.infer<typeof lockSchema>;

/** An npm package that the program needs. */
export interface NodePackage {
  /** `fastify`, `@fastify/static` */
  name: string;
  version: string;
  /** SPDX expression. */
  licence: string;
  /** From the repository: `node_modules/tar/node_modules/yallist`. */
  path: string;
}

/** What packages name as their needs but use only for installing themselves, or for their types. */
const NOT_AT_RUN_TIME: Record<string, readonly string[]> = {
  'onnxruntime-node': ['adm-zip', 'global-agent'],
  'better-sqlite3': ['node-addon-api'],
};
/** As the formatter writes them: at the beginning of a line, with single quotes. */
const IMPORTS = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** @throws ZodError, SyntaxError when it is no package-lock.json of version 3 */
export function readLock(repository: string): Lock {
  return lockSchema.parse(JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')));
}

/** What a TypeScript module imports when it runs; imports of types alone are none. */
export function importsOf(code: string): string[] {
  return [...code.matchAll(IMPORTS)].map(([, at, lazily]) => (at ?? lazily)!);
}

/** The npm packages that the files import: `@fastify/static`, not Node's own modules. */
export function importedPackages(files: readonly PackagedFile[]): string[] {
  const names = new Set<string>();
  for (const { path, source } of files) {
    if (!path.endsWith('.ts') || !('file' in source)) continue;
    for (const specifier of importsOf(readFileSync(source.file, 'utf8'))) {
      if (specifier.startsWith('.') || specifier.startsWith('node:') || builtinModules.includes(specifier)) continue;
      const [scope, name] = specifier.split('/');
      names.add(specifier.startsWith('@') ? `${scope}/${name}` : scope!);
    }
  }
  return [...names].sort();
}

/**
 * The packages of these names and all that they need, as package-lock.json has them, each once, by path.
 * @throws PackageError when one is not in the lock, or is there for development only
 */
export function neededPackages({ packages }: Lock, names: readonly string[]): NodePackage[] {
  const found = new Map<string, NodePackage>();
  const visit = (name: string, from: string, isOptional: boolean) => {
    const path = resolved(packages, name, from);
    const entry = path === undefined ? undefined : packages[path];
    if (path === undefined || !entry || entry.dev) {
      if (isOptional) return;
      const why = entry ? 'is for development only' : 'is not in package-lock.json';
      throw new PackageError(
        'PACKAGE_DEPENDENCY',
        `${name}, which ${from || 'Lectern'} imports, ${why}; name it in package.json under dependencies`,
      );
    }
    if (found.has(path)) return;
    found.set(path, { name, version: entry.version ?? '', licence: entry.license ?? 'unknown', path });
    const { dependencies = {}, optionalDependencies = {} } = entry;
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (needed.startsWith('@types/') || NOT_AT_RUN_TIME[name]?.includes(needed)) continue;
      visit(needed, path, needed in optionalDependencies);
    }
  };
  for (const name of names) visit(name, '', false);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Where Node would find it: in the node_modules of the package itself, or of those around it. */
function resolved(packages: Lock['packages'], name: string, from: string): string | undefined {
  for (let place = from; ; place = place.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const path = `${place && `${place}/`}node_modules/${name}`;
    if (packages[path]) return path;
    if (place === '') return undefined;
  }
}
