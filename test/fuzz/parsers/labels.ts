import { filmFolder, readFilmTruth, roomPlanOfFilm, trueTimeline } from '../../../agent/demo/lesson-film.ts';
import { lessonReport } from '../../../agent/indicators/lesson-report.ts';
import { agreementOf } from '../../../agent/validation/agreement.ts';
import { readLabels } from '../../../agent/validation/labels.ts';
import { LabelsError } from '../../../agent/validation/labels-error.ts';
import { labelsStartMs, measuredMarks } from '../../../agent/validation/measured-marks.ts';
import { type FuzzedParser, must } from '../engine/fuzzed-parser.ts';
import { ofFile } from './settings.ts';

const STARTED_MS = Date.UTC(2026, 8, 1, 8);

const labels = {
  ...{
    format: 'lectern-labels',
    version: 1,
    seen: 'live',
    startedAt: '2026-09-01T08:00:10Z',
    durationS: 120,
    markS: 5,
  },
  talk: [
    { startS: 0, endS: 20.5, talk: 'teacher' },
    { startS: 20.5, endS: 60, talk: 'none' },
  ],
  zones: [{ startS: 1, endS: 80, zone: 'podium' }],
  hands: [{ startS: 45, endS: 50 }],
  present: [{ atS: 30, count: 12 }],
  headsUp: [{ atS: 30, count: 9 }],
};

export const labelParsers: FuzzedParser[] = [
  {
    name: 'labels',
    reads: 'what a person has marked of a lesson, brought to the box as a file (JSON)',
    form: 'json',
    covers: ['agent/validation/labels.ts#readLabels'],
    seeds: () => [JSON.stringify(labels)],
    open: () => {
      const truth = readFilmTruth(filmFolder);
      const lesson = { id: 'x', room: { region: '', school: '', room: '' }, labels: {}, startedAtMs: STARTED_MS };
      const timeline = { ...trueTimeline(truth), bookmarks: [15_000] };
      const report = lessonReport({ lesson, timeline, models: {}, roomPlan: roomPlanOfFilm(truth) });
      return ofFile((file) => {
        const read = readLabels(file);
        const box = measuredMarks(report, labelsStartMs(read, report), read.durationS);
        for (const { agreement, judged, missing } of agreementOf(box, read, box.missing)) {
          must(agreement === null || (agreement >= 0 && Number.isFinite(agreement)), 'a number of at least 0, or none');
          must(judged >= 0 && missing >= -1e-6, 'no less than nothing is judged or missing');
        }
      })();
    },
    refuses: (error) => error instanceof LabelsError,
  },
];
