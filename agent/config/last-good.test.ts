import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { ConfigError } from './config-error.ts';
import { loadConfigOrLastGood } from './last-good.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-last-good-'));
  file = join(folder, 'lectern.yaml');
  delete process.env.STATE_DIRECTORY;
});

afterEach(() => {
  delete process.env.STATE_DIRECTORY;
  rmSync(folder, { recursive: true });
});

const good = (room = 'r301', store = 'data') => `version: 1
room: { region: "310104", school: "2131000000", room: ${room} }
sources: { microphone: room.opus }
store: { folder: ${store} }
`;
const write = (text: string) => writeFileSync(file, text);
const load = () => loadConfigOrLastGood(file);
const kept = () => join(folder, 'data', 'last-good.yaml');

describe('a configuration that is good', () => {
  it('is used, and kept beside the data for its group alone', () => {
    write(good());
    expect(load()).toMatchObject({ config: { room: { room: 'r301' } }, problem: null });
    expect(readFileSync(kept(), 'utf8')).toBe(`# The last good content of ${file}\n${good()}`);
    expect(statSync(kept()).mode & 0o777 & ~0o640).toBe(0);
    expect(readdirSync(join(folder, 'data'))).toEqual(['last-good.yaml']);
  });

  it('takes the place of the one before', () => {
    write(good());
    load();
    write(good('r302'));
    load();
    write(`${good('r303')}wrong: 1\n`);
    expect(load().config.room.room).toBe('r302');
  });

  it('is used also where nothing can be kept', () => {
    writeFileSync(join(folder, 'data'), 'a file');
    write(good());
    expect(load().problem).toBeNull();
  });
});

const bomb = Array.from({ length: 9 }, (_, level) =>
  level === 0
    ? 'a0: &a0 [x]'
    : `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
).join('\n');

describe('a configuration that is wrong', () => {
  const brokenConfig: Fault[] = [
    {
      part: 'configuration',
      kind: 'overload',
      fault: 'the file has ten megabytes, or unfolds to more than any memory has',
      seen: { code: 'CONFIG_INVALID' },
      lost: 'nothing: the last good settings are used',
      recovers: 'when it is mended and read anew: systemctl reload lectern, or the next start',
    },
    {
      part: 'configuration',
      kind: 'wrong',
      fault: 'the file is cut off, empty, no YAML, or lacks a setting',
      seen: { code: 'CONFIG_INVALID' },
      lost: 'what was changed since',
      recovers: 'when it is mended and read anew: systemctl reload lectern, or the next start',
    },
    {
      part: 'configuration',
      kind: 'lost',
      fault: 'the file is deleted',
      seen: { code: 'CONFIG_INVALID' },
      lost: 'nothing: the last good settings are used',
      recovers: 'when it is there and read anew: systemctl reload lectern, or the next start',
    },
  ];
  it.each<[string, () => void]>([
    ['no YAML', () => write(`${good()}\n  - : [`)],
    ['cut off', () => write(good().slice(0, 60))],
    ['missing a setting', () => write(good().replace('version: 1\n', ''))],
    ['empty', () => write('')],
    // Nine levels of nine aliases each unfold to more than any memory has.
    ['a bomb of aliases', () => write(good() + bomb)],
    ['of ten megabytes', () => write(`${good()}${'#'.repeat(10_000_000)}\nwrong: 1\n`)],
    ['gone', () => rmSync(file)],
    [
      'a folder',
      () => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])('because it is %s gives way to what was last good, and that is told', shows(brokenConfig), (_, spoil) => {
    write(good());
    load();
    // A file that says nothing of its folder leaves the usual ones.
    process.env.STATE_DIRECTORY = join(folder, 'data');
    spoil();
    const { config, problem } = load();
    expect(config.room.room).toBe('r301');
    expect(problem).toContain(file);
    expect(problem).toContain('; the last good settings are used until it is mended');
    expect(readFileSync(kept(), 'utf8')).toContain(good());
  });

  it.each([
    ['in one line', 'store: { folder: data }'],
    ['in a block', 'store:\n  # where it lies\n  folder: data'],
    ['in quotes', 'store: { folder: "data" }'],
  ])('is found by the folder that it names %s', (_, store) => {
    const text = good().replace(/store: .*/, store);
    write(text);
    load();
    write(`${text}wrong: [`);
    expect(load().config.room.room).toBe('r301');
    write(`${text}wrong: 1\n`);
    expect(load().config.room.room).toBe('r301');
  });

  const neverGood: Fault = {
    part: 'configuration',
    kind: 'absent',
    fault: 'there has never been a good one',
    seen: 'whoever starts it: what is wrong, and where',
    lost: 'nothing: no lesson can begin',
    recovers: 'once it is written',
  };
  it('is an error when it was never good', shows(neverGood), () => {
    write('version: 1\n');
    expect(load).toThrow(ConfigError);
  });

  it('does not take the place of another file that was good', () => {
    write(good());
    load();
    process.env.STATE_DIRECTORY = join(folder, 'data');
    const other = join(folder, 'other.yaml');
    writeFileSync(other, 'version: 1\n');
    expect(() => loadConfigOrLastGood(other)).toThrow(ConfigError);
  });

  it('is an error when what was kept is good no more', () => {
    write(good());
    load();
    writeFileSync(kept(), `# The last good content of ${file}\nversion: 0\n`);
    write(`${good()}wrong: 1\n`);
    expect(load).toThrow(/wrong/);
    expect(existsSync(kept())).toBe(true);
  });

  it('whatever is in it, either is used or gives way', () => {
    write(good());
    load();
    process.env.STATE_DIRECTORY = join(folder, 'data');
    const cuts = fc.tuple(fc.nat(good().length), fc.nat(good().length), fc.string({ maxLength: 20 }));
    fc.assert(
      fc.property(cuts, ([from, to, between]) => {
        write(good().slice(0, from) + between + good().slice(to));
        const { config, problem } = load();
        expect(config.room.school.length > 0 && (problem === null || problem.includes(file))).toBe(true);
        write(good());
        load();
      }),
    );
  });

  const configForbidden: Fault = {
    part: 'configuration',
    kind: 'refused',
    fault: 'the file may not be read',
    seen: { code: 'CONFIG_INVALID' },
    lost: 'nothing: the last good settings are used',
    recovers: 'when it may be read, and is read anew: systemctl reload lectern, or the next start',
  };
  it('because it may not be read gives way as well', shows(configForbidden), ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may read everything');
    write(good());
    load();
    chmodSync(file, 0o000);
    process.env.STATE_DIRECTORY = join(folder, 'data');
    expect(load().problem).toContain('cannot be read (EACCES)');
  });
});
