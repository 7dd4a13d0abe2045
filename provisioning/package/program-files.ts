import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PackageError } from './package-error.ts';
import { type PackagedFile, PROGRAM } from './packaged-file.ts';

/** Folders of the repository that the installed program is made of. */
const FOLDERS = ['agent', 'device', 'hub', 'models', 'provisioning', 'systemd'];
/** What of them serves development, the region's own machines or the making of the package alone. */
const LEFT_OUT = [
  /\.test\.ts$/,
  /(^|\/)(README|MAINTAIN)\.md$/,
  /(^|\/)testing\//,
  /(^|\/)sample-[^/]*\.ts$/,
  /^agent\/screen\/page\//,
  // Lies with the documentation: it is loaded into a board, not into this program.
  /^device\/board\/firmware\//,
  /^hub\/deploy\//,
  /^models\/(tools|training|trained|convert|cards)\//,
  /^models\/(prepare|preparation|package-tarball|hash-record)\.ts$/,
  /^provisioning\/(setup|package|supply-chain)\//,
  /^provisioning\/contract\/recorded\//,
  // Installed where systemd and apt look for it.
  /^systemd\/(?!scripts\/)/,
];

/** A commit of the repository: what it is called, and when it was made. */
export interface Commit {
  id: string;
  /** Seconds since 1970: what the times of all files in the package are. */
  epochS: number;
  /** Files that git follows are not as this commit has them. */
  isChanged: boolean;
}

/** @throws PackageError where this is no clone */
export function commitOf(repository: string): Commit {
  const [id = '', epochS = ''] = git(repository, 'log', '-1', '--format=%H %ct').trim().split(' ');
  const isChanged = git(repository, 'status', '--porcelain', '--untracked-files=no') !== '';
  return { id, epochS: Number(epochS), isChanged };
}

/**
 * The program's own files: what git follows, so that nothing that lies about gets in, and what set-up has made.
 * @throws PackageError when set-up has not made the page
 */
export function programFiles(repository: string): PackagedFile[] {
  const tracked = git(repository, 'ls-files', '-z', '--', ...FOLDERS, 'LICENSE')
    .split('\0')
    .filter((path) => path !== '' && !LEFT_OUT.some((pattern) => pattern.test(path)))
    // Deleted and not yet committed.
    .filter((path) => existsSync(join(repository, path)));
  const page = join(repository, 'agent/screen/page/dist');
  if (!existsSync(join(page, 'index.html')))
    throw new PackageError('PACKAGE_NOT_PREPARED', `${page}: the page is not built; run: npm run build:page`);
  const built = readdirSync(page, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.endsWith('.map'))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)));
  return [...tracked, ...built].map((path) => ({
    path: `${PROGRAM}/${path}`,
    source: { file: join(repository, path) },
    mode: path.startsWith('systemd/scripts/') ? 0o755 : 0o644,
  }));
}

function git(repository: string, ...args: string[]): string {
  try {
    return execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new PackageError(
      'PACKAGE_NOT_A_CLONE',
      `${repository}: git does not answer (${(error as Error).message.split('\n')[0]}); build the package in a clone`,
    );
  }
}
