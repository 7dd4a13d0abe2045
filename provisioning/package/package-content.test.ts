import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readManifest } from '../../models/manifest.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { controlFiles, DEBIAN } from './control-files.ts';
import { copyrightFile } from './copyright-file.ts';
import { stage, writeArchive } from './debian-archive.ts';
import { modelFiles } from './model-files.ts';
import { nodePackageFiles } from './node-package-files.ts';
import { importedPackages, importsOf, neededPackages, readLock } from './node-packages.ts';
import { type PackagedFile, PROGRAM } from './packaged-file.ts';
import { commitOf, programFiles } from './program-files.ts';
import { installedUnits, systemFiles, unitSources } from './system-files.ts';

// The program is started several times, with an empty cache of compiled code.
vi.setConfig({ testTimeout: 300_000 });

const repository = join(import.meta.dirname, '../..');
const { epochS, id } = commitOf(repository);
const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
const version = '9.9.9';

const root = mkdtempSync(join(tmpdir(), 'lectern-package-test-'));
const program = join(root, PROGRAM);
let files: PackagedFile[];
let copyright: string;

beforeAll(async () => {
  const manifest = await readManifest();
  const own = programFiles(repository);
  const packages = neededPackages(readLock(repository), importedPackages(own));
  copyright = copyrightFile(repository, manifest, packages, 'Copyright Node.js contributors.\nTerms of Node');
  files = [
    ...own,
    ...packages.flatMap((item) => nodePackageFiles(repository, item, architecture)),
    ...modelFiles(repository, manifest, epochS),
    ...systemFiles(repository, { version, epochS, commit: id, copyright }),
  ];
  stage(files, root, epochS);
});
afterAll(() => rmSync(root, { recursive: true }));

const lectern = (...args: string[]) =>
  execFileSync(process.execPath, [join(program, 'agent/cli.ts'), ...args], { encoding: 'utf8', cwd: '/' });

describe('the program as it is installed', () => {
  it('runs without the repository', () => {
    expect(lectern('--version').trim()).toBe(version);
    expect(lectern('findings', 'list')).toContain('\n');
    expect(lectern('hub', 'schema', '--database', 'memory:')).toContain('004-views.sql');
  });

  it('can load what is compiled for this machine', () => {
    const code = `const { InferenceSession } = require('onnxruntime-node');
      const Database = require('better-sqlite3');
      const model = await InferenceSession.create('${program}/models/built/talk-piece.onnx');
      console.log(model.inputNames.length, new Database(':memory:').prepare('SELECT 1').pluck().get());`;
    const script = join(program, 'load.cjs');
    writeFileSync(script, `(async () => { ${code} })();`);
    expect(execFileSync(process.execPath, [script], { encoding: 'utf8' })).toMatch(/^\d+ 1\n$/);
    rmSync(script);
  });

  it('has every module that it imports', () => {
    const wanted = files
      .filter(({ path }) => path.startsWith(PROGRAM) && path.endsWith('.ts'))
      .flatMap(({ path }) => {
        const file = join(root, path);
        return importsOf(readFileSync(file, 'utf8')).map((specifier) => ({ file, specifier }));
      });
    expect(wanted.length).toBeGreaterThan(1000);
    const missing = wanted.filter(
      ({ file, specifier }) => specifier.startsWith('.') && !existsSync(join(dirname(file), specifier)),
    );
    expect(missing).toEqual([]);
    const packages = [...new Set(wanted.map(({ specifier }) => specifier).filter((name) => !/^(\.|node:)/.test(name)))];
    const script = join(program, 'resolve.mjs');
    writeFileSync(script, `for (const name of ${JSON.stringify(packages)}) await import(name);`);
    expect(spawnSync(process.execPath, [script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    rmSync(script);
  });

  it('has nothing that only developers need', () => {
    const odd =
      /\.test\.ts$|\/training\/|\.map$|\.d\.[cm]?ts$|\.tsx$|\.(gyp|c|cc|cpp|h)$|win32|darwin|musl|\/provisioning\/package\//;
    const inProgram = files.map(({ path }) => path).filter((path) => path.startsWith(PROGRAM));
    // It loads its modules for all systems, on every one.
    const forAll = /\/@serialport\/bindings-cpp\/dist\//;
    expect(inProgram.filter((path) => odd.test(path) && !forAll.test(path))).toEqual([]);
    const foreign = architecture === 'amd64' ? /arm64/ : /x64/;
    expect(files.filter(({ path }) => /\.(node|so(\.\d+)*)$/.test(path) && foreign.test(path))).toEqual([]);
    const developers = Object.keys(packageJson.devDependencies).filter((name) =>
      files.some(({ path }) => path.startsWith(`${PROGRAM}/node_modules/${name}/package.json`)),
    );
    // A package of ours that a package at run time needs too.
    expect(developers.filter((name) => !['ajv', 'ajv-formats'].includes(name))).toEqual([]);
  });

  it('has the film of the demo with its credits, and every unit', () => {
    for (const name of ['student.mp4', 'room.opus', 'truth.json', 'CREDITS.md'])
      expect(existsSync(join(program, 'agent/demo/film', name)), name).toBe(true);
    expect(unitSources(repository).filter((name) => !installedUnits.includes(name))).toEqual([]);
  });

  it('says on what terms everything in it is', () => {
    expect(copyright).toMatch(/^Format: https:\/\/www\.debian\.org\/doc\/packaging-manuals\/copyright-format\/1\.0\//);
    const licences = [...copyright.matchAll(/^License: (.+)$/gm)].flatMap(([, name]) => name!.split(/ and | or /));
    for (const licence of licences) expect(copyright).toMatch(new RegExp(`^License: ${licence}\n `, 'm'));
    expect(copyright).not.toContain('unknown');
    expect(copyright).toContain('models/built/movenet-thunder.onnx');
  });
});

describe('the Debian package', () => {
  const own = () =>
    files.filter(({ path }) => !path.startsWith(`${PROGRAM}/node_modules`) && !path.includes('/built/'));
  const hashOf = (umask: number, order: (files: PackagedFile[]) => PackagedFile[]) => {
    const before = process.umask(umask);
    const out = join(mkdtempSync(join(tmpdir(), 'lectern-deb-')), 'lectern.deb');
    try {
      const sorted = own();
      writeArchive(order(sorted), controlFiles(sorted, { version, architecture }), {
        out,
        epochS,
        compression: 'none',
      });
      return { out, hash: createHash('sha256').update(readFileSync(out)).digest('hex') };
    } finally {
      process.umask(before);
    }
  };

  it('has the same bytes wherever, whenever and by whomever it is built', () => {
    const one = hashOf(0o022, (list) => list);
    const other = hashOf(0o077, (list) => list.toReversed());
    expect(other.hash).toBe(one.hash);
    const listed = execFileSync('dpkg-deb', ['-c', one.out], { encoding: 'utf8' });
    expect(
      listed.split('\n').filter((line) => line !== '' && !/^[-d]rw[-x]r-[-x]r-[-x] root\/root /.test(line)),
    ).toEqual([]);
    expect(execFileSync('dpkg-deb', ['-f', one.out, 'Version', 'Architecture'], { encoding: 'utf8' })).toBe(
      `Version: ${version}\nArchitecture: ${architecture}\n`,
    );
    for (const { out } of [one, other]) rmSync(dirname(out), { recursive: true });
  });

  it.each(['preinst', 'postinst', 'prerm', 'postrm', 'lectern-launcher'])('%s is a sound shell script', (name) => {
    // SC1091: debconf's own file is not here.
    const checked = spawnSync('shellcheck', ['--exclude=SC1091', join(DEBIAN, name)], { encoding: 'utf8' });
    expect(checked.stdout).toBe('');
    expect(checked.status).toBe(0);
  });
});
