import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { longReport } from '../../../agent/screen/sample-report.ts';
import type { BenchGroup } from '../bench-group.ts';
import type { BenchRun } from '../bench-run.ts';
import { ratios } from '../turns.ts';

const PAINTS = 5;
const KILO = 1000;
const ASK_EVERY_MS = 50;
const paints = ['page.paint.ms', 'page.paint', 'page.task.ms'] as const;

/** Notes when something has been drawn, from the page's own beginning. */
const notePaint = (there: string) => `
  new MutationObserver((_, observer) => {
    if (!document.querySelector('${there}')) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => { window.paintedMs = performance.now(); }));
  }).observe(document, { childList: true, subtree: true });`;

async function measureWeight(run: BenchRun): Promise<void> {
  const { buildPage } = await import('../../built-page.ts');
  const { folder, remove } = await buildPage();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
  remove();
  const gzipped = bytes.reduce((sum, each) => sum + gzipSync(each).length, 0);
  run.figure('page.weight', gzipped / KILO);
  run.figure('page.weight.plain', bytes.reduce((sum, each) => sum + each.length, 0) / KILO);
}

async function measurePaint(run: BenchRun): Promise<void> {
  const { ReportPage } = await import('../../report-page.ts');
  const at = new ReportPage();
  try {
    await at.launch();
  } catch (error) {
    run.lacks(paints, `Chromium does not start: ${(error as Error).message.split('\n')[0]}`);
    return;
  }
  const report = longReport();
  /** When it is drawn in a browser that has seen nothing before, and what the page has worked for it. */
  const cold = async (hash: string, there: string): Promise<{ paintedMs: number; taskMs: number }> => {
    await at.renew();
    await at.page.addInitScript(notePaint(there));
    const devtools = await at.page.context().newCDPSession(at.page);
    await devtools.send('Performance.enable');
    await at.open(hash);
    // The page's own rules forbid the browser's way of waiting for a condition.
    let paintedMs: number | undefined;
    while (paintedMs === undefined) {
      await delay(ASK_EVERY_MS);
      paintedMs = await at.page.evaluate<number | undefined>('window.paintedMs');
    }
    const { metrics } = await devtools.send('Performance.getMetrics');
    return { paintedMs, taskMs: 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value };
  };
  try {
    await at.begin();
    at.keep(report);
    const painted: number[] = [];
    const bare: number[] = [];
    const task: number[] = [];
    for (let turn = -1; turn < PAINTS; turn++) {
      const pin = await cold('/pin', '.pad');
      const whole = await cold(`/lessons/${report.lesson.id}`, '.time-stage svg .curve');
      if (turn < 0) continue;
      bare.push(pin.paintedMs);
      painted.push(whole.paintedMs);
      task.push(whole.taskMs);
    }
    run.figure('page.paint.ms', painted);
    run.figure('page.paint', ratios(painted, bare));
    run.figure('page.task.ms', task);
    await at.end();
  } finally {
    await at.close();
  }
}

export const page: BenchGroup = {
  name: 'page',
  title: 'The classroom screen',
  figures: [
    {
      name: 'page.weight',
      unit: 'kB',
      what: 'all script, style and markup of both pages, gzipped file by file',
      aim: { atMost: 150 },
    },
    { name: 'page.weight.plain', unit: 'kB', what: 'the same as it lies on the disk and in memory' },
    {
      name: 'page.paint.ms',
      unit: 'ms',
      what: 'from opening a report of 45 minutes until its curves are painted, in Chromium with nothing in its cache; 5 turns',
      aim: { atMost: 1000 },
    },
    {
      name: 'page.paint',
      unit: 'ratio',
      against: 'the page for a PIN, with hardly anything on it, opened in turn',
      what: 'the same',
      aim: { atMost: 6 },
    },
    {
      name: 'page.task.ms',
      unit: 'ms',
      what: 'what the page’s thread has worked until then: script, layout and painting',
    },
  ],
  measure: async (run) => {
    await measureWeight(run);
    run.progress('painting');
    await measurePaint(run);
  },
};
