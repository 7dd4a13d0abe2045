import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lectern } from '../../test/cli.ts';

vi.setConfig({ testTimeout: 60_000 });

const NOBODY = 65_534;
let folder: string;
let config: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-access-'));
  chmodSync(folder, 0o755);
  data = join(folder, 'data');
  config = join(folder, 'lectern.yaml');
  mkdirSync(data);
  writeFileSync(
    config,
    `version: 1\nroom: { region: "310104", school: "2131000000", room: r301 }\nsources: { studentCamera: rtsp://10.0.0.9/a }\nstore: { folder: ${data} }\n`,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

it('opens the database where the configuration has it', async () => {
  const given = await lectern('pin', 'give', '--config', config).finished();
  expect(given).toMatchObject({ code: 0, stdout: expect.stringMatching(/PIN \d+/) });
  expect(readdirSync(data)).toContain('lectern.db');
  expect(await lectern('pin', 'remove', '--config', config).finished()).toMatchObject({ code: 0 });
});

it.skipIf(process.geteuid?.() !== 0)(
  '[needs root] leaves nothing of root’s in the agent’s folder, and writes nowhere else',
  async () => {
    chownSync(data, NOBODY, NOBODY);
    const { code, stdout } = await lectern('setup-code', '--config', config).finished();
    expect([code, stdout]).toEqual([0, expect.stringMatching(/\S/)]);
    const owners = readdirSync(data).map((name) => statSync(join(data, name)).uid);
    expect(new Set(owners)).toEqual(new Set([NOBODY]));
  },
);
