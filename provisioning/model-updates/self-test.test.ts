import { readdirSync, readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { BUILT_DIR, builtPath } from '../../models/built-models.ts';
import { findModel, readManifest } from '../../models/manifest.ts';
import { tryModels } from './self-test.ts';
import type { Trial } from './self-test-message.ts';

const idle = new AbortController().signal;

/** A model of the program against itself, so large that trying it takes a while. */
async function trial(): Promise<Trial> {
  const id = 'movenet-multipose';
  const { sha256 } = findModel(await readManifest(), id);
  const path = builtPath(BUILT_DIR, id);
  return { id, path, sha256, beside: [path], selfTest: { seed: 1, sizes: { H: 640, W: 640 }, outputs: {} } };
}

/** The process that tries models, of this process. */
function trialProcess(): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const isOurs = readFileSync(`/proc/${pid}/status`, 'utf8').includes(`PPid:\t${process.pid}\n`);
        return isOurs && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('self-test-process.ts');
      } catch {
        return false;
      }
    });
}

it('a model that takes its process along has failed, and the agent lives', async () => {
  const trying = tryModels([await trial()], 10, idle);
  const crash = setInterval(() => {
    const pid = trialProcess();
    if (pid !== undefined) process.kill(pid, 'SIGSEGV');
  }, 20);
  await expect(trying).rejects.toMatchObject({
    code: 'MODEL_TEST_FAILED',
    message: expect.stringContaining('movenet-multipose: ended its process (SIGSEGV)'),
  });
  clearInterval(crash);
});

it('a model that never answers has failed', async () => {
  await expect(tryModels([await trial()], 10, idle, 50)).rejects.toMatchObject({
    code: 'MODEL_TEST_FAILED',
    message: expect.stringContaining('has not answered within 0.05 s'),
  });
  await vi.waitFor(() => expect(trialProcess()).toBeUndefined());
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  const trying = tryModels([await trial()], 10, stop.signal);
  stop.abort(new Error('enough'));
  await expect(trying).rejects.toThrow('enough');
});

it('a model that the program does not have has failed', async () => {
  const unknown = { ...(await trial()), id: 'nobody' };
  await expect(tryModels([unknown], 10, idle)).rejects.toMatchObject({ code: 'MODEL_TEST_FAILED' });
});
