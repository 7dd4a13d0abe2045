import { expect, it } from 'vitest';
import { activityLabels } from './activity-labels.ts';
import { filmFolder, filmTruthSchema, readFilmTruth, trueActivities } from './lesson-film.ts';

it('labels are read as rows and as events, however their names are spelt', () => {
  const labels = [
    [0, 45, 'lecture'],
    { start: 45, end: 76, what: 'Question and answer' },
    { start: 76, end: 85, activity: 'chorus' },
    { start: 86, end: 118, name: 'individual_work' },
    [118, 136, 'group work'],
  ];
  expect(activityLabels(labels)!.map(({ startS, endS, activity }) => `${startS}–${endS} ${activity}`)).toEqual([
    '0–45 lecture',
    '45–76 question-and-answer',
    '76–85 choral',
    '86–118 individual-work',
    '118–136 group-work',
  ]);
});

it('what is no label of a known activity is passed over, and a file without labels has none', () => {
  expect(activityLabels([[0, 10, 'break'], [20, 10, 'lecture'], ['0', 10, 'lecture'], null, { start: 1 }])).toEqual([]);
  expect(activityLabels(undefined)).toBeUndefined();
  expect(activityLabels({ lecture: [0, 10] })).toBeUndefined();
});

it('the film has labels, in order and apart; another truth may have none', () => {
  const labels = trueActivities(readFilmTruth(filmFolder))!;
  expect(labels).toHaveLength(5);
  for (const [i, { startMs, endMs }] of labels.entries()) {
    expect(startMs).toBeLessThan(endMs);
    expect(startMs).toBeGreaterThanOrEqual(labels[i - 1]?.endMs ?? 0);
  }
  expect(trueActivities(filmTruthSchema.parse({ durationS: 10 }))).toBeUndefined();
});
