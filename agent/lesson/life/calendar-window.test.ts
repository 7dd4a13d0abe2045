import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CalendarWindow } from './calendar-window.ts';
import { morning, wallAt } from './testing/classroom.ts';

it('the calendar window says what the calendar says, in whatever order it is asked', () => {
  const edges = ['08:00', '08:45', '09:30', '09:40', '14:00', '14:45'].flatMap((time) => [
    wallAt(time) - 1,
    wallAt(time),
  ]);
  const moments = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: wallAt('06:00'), max: wallAt('20:00') }));
  fc.assert(
    fc.property(fc.array(moments, { maxLength: 12 }), (moments) => {
      const window = new CalendarWindow(morning);
      for (const wallMs of moments)
        expect(window.at(wallMs)).toEqual({ lesson: morning.lessonAt(wallMs), next: morning.nextLesson(wallMs) });
    }),
    { numRuns: 100 },
  );
});
