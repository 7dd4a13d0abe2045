import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { BundleBench } from '../../test/fixtures/model-bundle.ts';
import { isMadeFor } from './install-bundle.ts';
import { ModelGenerations } from './model-generations.ts';
import { compareVersions } from './program-version.ts';

let bench: BundleBench;
let folders: string[];
beforeEach(async () => {
  bench = new BundleBench();
  folders = [await bench.pack('a', { sequence: 1 }), await bench.pack('b', { sequence: 2 })];
});
afterEach(() => bench.leave());

it('keeps two generations, never uses one that is not there, and goes back to the one before', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), name: fc.constantFrom('a', 'b', 'c', 'd') }),
    fc.constantFrom(...(['switch', 'fail', 'pass', 'back'] as const)).map((kind) => ({ kind, name: '' })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const generations = new ModelGenerations(bench.at('model', String(Math.random())));
      let model = { current: null as string | null, previous: null as string | null, next: null as string | null };
      let failures: number | null = null;
      const back = () => {
        if (model.current === null) return;
        model = { ...model, current: model.previous, previous: null };
        failures = null;
      };
      for (const { kind, name } of steps) {
        if (kind === 'add') {
          generations.add(copied(folders[0]!, generations.staging, name), name);
          model.next = name;
        }
        if (kind === 'switch') {
          expect(generations.switchToNext()).toBe(model.next);
          if (model.next !== null) {
            const back = failures === null && model.next !== model.current ? model.current : model.previous;
            model = { current: model.next, previous: back, next: null };
            failures = 0;
          }
        }
        if (kind === 'fail') {
          generations.noteFailure('a sensor failed');
          if (failures !== null && ++failures >= 2) back();
        }
        if (kind === 'pass') {
          generations.passTrial();
          failures = null;
        }
        if (kind === 'back') {
          generations.rollBack('told to');
          back();
        }
        expect(generations.state).toMatchObject(model);
        for (const each of [model.current, model.previous, model.next])
          if (each !== null) expect(generations.manifestOf(each), each).toBeDefined();
      }
    }),
    { numRuns: 60 },
  );
});

const generationsDamaged: Fault = {
  part: 'model-update',
  kind: 'wrong',
  fault: 'the record of which models are in force is damaged',
  seen: 'nothing',
  lost: 'the updated models',
  recovers: 'the program’s own models are used',
};
it('goes by the models of the program when its own word is damaged', shows(generationsDamaged), () => {
  const packaged = new Map([['talk-turns', 'x'.repeat(64)]]);
  bench.generations.add(copied(folders[1]!, bench.generations.staging, 'b'), 'b');
  bench.generations.switchToNext();
  expect(bench.generations.installed(packaged).get('talk-turns')).toMatch(/^[0-9a-f]{64}$/);
  writeFileSync(join(bench.generations.folder, 'in-force.json'), '{"current": "../../etc"');
  expect(bench.generations.installed(packaged)).toBe(packaged);
});

it('leaves what another version of the program was made for, or what is damaged', () => {
  const { generations } = bench;
  generations.add(copied(folders[0]!, generations.staging, 'a'), 'a');
  generations.switchToNext();
  generations.passTrial();
  generations.add(copied(folders[1]!, generations.staging, 'b'), 'b');
  generations.switchToNext();
  expect(generations.leaveUnfit(({ program }) => isMadeFor(program, '0.1.0'))).toBeNull();
  rmSync(join(generations.folder, 'generations/b/manifest.json'));
  expect(generations.leaveUnfit(() => true)).toBe('b');
  expect(generations.state.current).toBe('a');
  expect(generations.leaveUnfit(({ program }) => isMadeFor(program, '9.0.0'))).toBe('a');
  expect(generations.state).toMatchObject({ current: null, previous: null });
});

it('orders versions by their numbers', () => {
  const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99));
  fc.assert(
    fc.property(version, version, (a, b) => {
      const number = ([x, y, z]: [number, number, number]) => x * 1e4 + y * 100 + z;
      expect(Math.sign(compareVersions(a.join('.'), b.join('.')))).toBe(Math.sign(number(a) - number(b)));
    }),
  );
  expect(compareVersions('0.1.0-rc2', '0.1.0')).toBe(0);
});

function copied(from: string, staging: string, name: string): string {
  const to = join(staging, name);
  cpSync(from, to, { recursive: true });
  return to;
}
