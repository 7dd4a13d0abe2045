import { describe, expect, it } from 'vitest';
import { catalogue } from '../../agent/indicators/catalogue.ts';
import lock from '../../agent/indicators/definitions/versions.json' with { type: 'json' };
import { digestOf, recorded, unrecorded, type VersionLock, versionFaults } from './version-lock.ts';

it('every definition is the one that was recorded under its version', () => {
  expect([...versionFaults(catalogue, lock), ...unrecorded(catalogue, lock)].join('\n')).toBe('');
});

describe('the lock of versions', () => {
  const share = {
    id: 'talk.teacher.share',
    chapter: 'talk',
    unit: 'share',
    version: 2,
    input: 'microphone',
    definitionZh: '教师说话的时间。',
    definitionEn: 'Time the teacher speaks.',
    zh: '教师讲授',
    source: 'somebody',
    coverageFloor: 0.5,
  } as const;
  const known: VersionLock = { [share.id]: { '1': '0123456789ab', '2': digestOf(share) } };
  const faults = (change: object, locked = known) => versionFaults([{ ...share, ...change }], locked);

  it('takes the definition that was recorded', () => {
    expect(faults({})).toEqual([]);
    expect(unrecorded([share], known)).toEqual([]);
  });

  it.each([{ zh: '教师说话' }, { source: 'somebody else' }, { coverageFloor: 0.7 }])(
    'lets be bettered what does not define the figure: %j',
    (change) => {
      expect(faults(change)).toEqual([]);
    },
  );

  it('takes another model of activities for another definition of every activity', () => {
    expect(digestOf({ ...share, chapter: 'activity' })).not.toBe(digestOf(share));
  });

  it.each([
    { unit: 's' },
    { input: 'student-camera' },
    { definitionZh: '教师说话。' },
    { definitionEn: 'Time of teacher talk.' },
  ])('asks for a new version with %j', (change) => {
    expect(faults(change)).toEqual([
      expect.stringMatching(/^talk\.teacher\.share: .*changed.*: set version 3, then npm run/),
    ]);
    expect(faults({ ...change, version: 3 })).toEqual([]);
  });

  it('refuses a version that goes back, also to the definition of then', () => {
    expect(faults({ version: 1 })).toEqual([expect.stringMatching(/goes back from version 2 to 1; .* set version 3$/)]);
  });

  it('refuses a version that leaves others out', () => {
    expect(faults({ version: 4 })).toEqual([expect.stringMatching(/leaves versions out: set version 3/)]);
  });

  it('refuses an id that vanished, and one that is there twice', () => {
    expect(versionFaults([], known)).toEqual([
      expect.stringMatching(/^talk\.teacher\.share: has vanished; put it back/),
    ]);
    expect(versionFaults([share, share], known)).toEqual([expect.stringContaining('twice')]);
  });

  it('refuses an id that comes back for another figure', () => {
    expect(faults({ version: 1, definitionEn: 'Something else.' })).toHaveLength(1);
  });

  it('takes a new figure and a new version up behind the others, once they are recorded', () => {
    const next = { ...share, version: 3, definitionEn: 'Otherwise.' };
    const other = { ...share, id: 'talk.new', version: 1 };
    expect(versionFaults([other, next], known)).toEqual([]);
    expect(unrecorded([other, next], known)).toEqual([
      'talk.new: version 1 is not recorded: npm run catalogue:record',
      'talk.teacher.share: version 3 is not recorded: npm run catalogue:record',
    ]);
    const lock = recorded([other, next], known);
    expect(lock).toEqual({
      'talk.new': { '1': digestOf(other) },
      'talk.teacher.share': { ...known[share.id], '3': digestOf(next) },
    });
    expect([...versionFaults([other, next], lock), ...unrecorded([other, next], lock)]).toEqual([]);
  });
});
