import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PackagedFile } from './packaged-file.ts';

/** The files of Debian's packaging, some with places to be filled in: `@VERSION@`. */
export const DEBIAN = join(import.meta.dirname, 'debian');

const MAINTAINER_SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm'];
/** dpkg counts a folder, and what of a file fills no whole one, as a kibibyte. */
const KIB = 1024;

export interface ReleaseFacts {
  version: string;
  architecture: string;
}

/** A file of `debian/` with its places filled in. */
export function filled(name: string, places: Readonly<Record<string, string>>): string {
  const text = readFileSync(join(DEBIAN, name), 'utf8');
  return text.replace(/@([A-Z_]+)@/g, (place, key: string) => places[key] ?? place);
}

/** What dpkg reads of the package: control, conffiles, maintainer scripts, debconf's templates and the sums of the files. */
export function controlFiles(files: readonly PackagedFile[], { version, architecture }: ReleaseFacts): PackagedFile[] {
  const conffiles = filled('conffiles', {});
  const isConffile = new Set(conffiles.split('\n').map((path) => path.slice(1)));
  const sums = files.filter(({ path }) => !isConffile.has(path)).map((file) => `${md5(file)}  ${file.path}\n`);
  const places = {
    VERSION: version,
    ARCHITECTURE: architecture,
    INSTALLED_SIZE: String(installedKib(files)),
  };
  const text = (path: string, content: string): PackagedFile => ({ path, source: { content }, mode: 0o644 });
  return [
    text('control', filled('control', places)),
    text('conffiles', conffiles),
    text('md5sums', sums.join('')),
    text('templates', filled('templates', {})),
    ...MAINTAINER_SCRIPTS.map((name): PackagedFile => ({ ...text(name, filled(name, {})), mode: 0o755 })),
  ];
}

/** As deb-substvars(5) says of Installed-Size. */
function installedKib(files: readonly PackagedFile[]): number {
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
  return files.reduce((sum, file) => sum + Math.ceil(sizeOf(file) / KIB), folders.size);
}

/** `usr`, `usr/lib` of `usr/lib/x`. */
export function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

const sizeOf = ({ source }: PackagedFile) =>
  'file' in source ? statSync(source.file).size : Buffer.byteLength(source.content);

export const contentOf = ({ source }: PackagedFile): string | Uint8Array =>
  'file' in source ? readFileSync(source.file) : source.content;

const md5 = (file: PackagedFile) => createHash('md5').update(contentOf(file)).digest('hex');
