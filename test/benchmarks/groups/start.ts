import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchGroup } from '../bench-group.ts';
import { startBare, startOnce } from '../start-time.ts';
import { ratios } from '../turns.ts';

const STARTS = 5;

export const start: BenchGroup = {
  name: 'start',
  title: 'From start to ready',
  figures: [
    {
      name: 'start.ready.ms',
      unit: 'ms',
      what: 'from the start of the agent’s process until its page and its API answer, with three sources configured, the film’s; 5 starts after the first',
      aim: { atMost: 3000 },
    },
    {
      name: 'start.frame.ms',
      unit: 'ms',
      what: 'from the start of the process until the first picture of a camera has come; the lesson begins with the agent',
      aim: { atMost: 5000 },
    },
    {
      name: 'start.ready',
      unit: 'ratio',
      against: 'a Node process that answers one request with nothing, started in turn',
      what: 'the start until ready',
      floor:
        'a bare process has no code to load; with compiled code kept, what remains is reading and linking the agent’s modules, opening the database and looking through it',
    },
    {
      name: 'start.first.ready.ms',
      unit: 'ms',
      what: 'until ready at the first start after the installation, when nothing is compiled yet',
    },
    { name: 'start.first.frame.ms', unit: 'ms', what: 'until the first picture at that start' },
  ],
  measure: async (run) => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-start-'));
    try {
      const first = await startOnce(folder);
      run.figure('start.first.ready.ms', first.readyMs);
      run.figure('start.first.frame.ms', first.frameMs);
      const ready: number[] = [];
      const frame: number[] = [];
      const bare: number[] = [];
      for (let turn = 0; turn < STARTS; turn++) {
        run.progress(`start ${turn + 1} of ${STARTS}`);
        const { readyMs, frameMs } = await startOnce(folder);
        ready.push(readyMs);
        frame.push(frameMs);
        bare.push(await startBare());
      }
      run.figure('start.ready.ms', ready);
      run.figure('start.frame.ms', frame);
      run.figure('start.ready', ratios(ready, bare));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
