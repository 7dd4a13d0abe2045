import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { SensingSwitch } from './sensing-switch.ts';
import { StoreError } from './store-error.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-switch-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

it('the privacy switch is on at first, and stays as it was set', () => {
  const data = join(folder, 'data');
  expect(new SensingSwitch(data).isOn).toBe(true);
  new SensingSwitch(data).set(false);
  expect(new SensingSwitch(data).isOn).toBe(false);
  new SensingSwitch(data).set(false);
  expect(statSync(data).mode & 0o007).toBe(0);
  new SensingSwitch(data).set(true);
  new SensingSwitch(data).set(true);
  expect(new SensingSwitch(data).isOn).toBe(true);
});

const switchNotKept: Fault = {
  part: 'disk',
  kind: 'refused',
  fault: 'the privacy switch cannot be written down',
  seen: 'whoever switched it: it cannot be written',
  lost: 'nothing: sensing is not switched in secret',
  recovers: 'switch again when the disk takes it',
};
it('the privacy switch tells when it cannot be kept', shows(switchNotKept), () => {
  writeFileSync(join(folder, 'data'), 'a file, not a folder');
  const sick = new SensingSwitch(join(folder, 'data'));
  expect(() => sick.set(false)).toThrow(StoreError);
  expect(() => sick.set(false)).toThrow(/cannot be written/);
});

it('the privacy switch can be turned on where nothing was ever kept', () => {
  const fresh = new SensingSwitch(join(folder, 'data'));
  fresh.set(true);
  expect(fresh.isOn).toBe(true);
});
