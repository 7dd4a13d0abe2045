import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desiredSettingsSchema } from '../../provisioning/contract/desired-messages.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { parseConfig } from './config.ts';
import { withRegion } from './region-settings.ts';

const text = `
version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { microphone: "pulse:room" }
privacy: { minGroup: 12, withholdHours: 4 }
retention: { observationsDays: 60, reportsDays: 400 }
`;
const config = (more = '') => parseConfig(`${text}${more}`, '/etc/lectern/lectern.yaml');

describe('the settings of a room in a region', () => {
  const noWishes: Fault = {
    part: 'wishes',
    kind: 'absent',
    fault: 'the region has never wished anything',
    seen: 'nothing',
    lost: 'nothing: the room goes by its own settings',
    recovers: 'with the first wish',
  };
  it('are the room’s own when the region wishes nothing', shows(noWishes), () => {
    expect(withRegion(config(), { settings: {} })).toEqual({
      ...config(),
      region: { healthEveryS: 60, backfillPerS: undefined },
    });
  });

  it('guard people as strictly as either says', () => {
    const stricter = { minGroup: 20, withholdHours: 24, observationsDays: 30, reportsDays: 300 };
    const laxer = { minGroup: 1, withholdHours: 0, observationsDays: 3650, reportsDays: 36_500 };
    expect(withRegion(config(), { settings: stricter })).toMatchObject({
      privacy: { minGroup: 20, withholdHours: 24 },
      retention: { observationsDays: 30, reportsDays: 300 },
    });
    expect(withRegion(config(), { settings: laxer })).toMatchObject({
      privacy: config().privacy,
      retention: config().retention,
    });
  });

  it('begin lessons by the region’s timetable, unless the room has one or says otherwise', () => {
    const region = { settings: {}, timetable: '/var/lib/lectern/region/timetable.json' };
    expect(withRegion(config(), region)).toMatchObject({
      timetable: region.timetable,
      lesson: { begins: 'timetable' },
    });
    expect(withRegion(config('lesson: { begins: detection }'), region)).toMatchObject({
      timetable: region.timetable,
      lesson: { begins: 'detection' },
    });
    expect(withRegion(config('timetable: own.json'), region).timetable).toBe('/etc/lectern/own.json');
  });

  it('tell teachers things by the region’s rules, unless the room has its own', () => {
    const region = { settings: {}, rules: '/var/lib/lectern/region/rules.yaml' };
    expect(withRegion(config(), region).findings).toEqual({ rules: region.rules });
    expect(withRegion(config('findings: { rules: own.yaml }'), region).findings?.rules).toBe('/etc/lectern/own.yaml');
  });

  it('never open another source, reach another hub or keep anything longer, whatever is wished', () => {
    const wishes = fc.record(
      {
        minGroup: fc.integer({ min: 1, max: 200 }),
        withholdHours: fc.double({ min: 0, max: 168, noNaN: true }),
        observationsDays: fc.integer({ min: 1, max: 3650 }),
        reportsDays: fc.integer({ min: 1, max: 36_500 }),
        healthEveryS: fc.integer({ min: 10, max: 3600 }),
        backfillPerS: fc.double({ min: 0.1, max: 1000, noNaN: true }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(wishes, (settings) => {
        const own = config();
        const { privacy, retention, region, ...rest } = withRegion(own, {
          settings: desiredSettingsSchema.parse(settings),
        });
        const { privacy: ownPrivacy, retention: ownRetention, ...ownRest } = own;
        expect(rest).toEqual(ownRest);
        expect(privacy.minGroup).toBeGreaterThanOrEqual(ownPrivacy.minGroup);
        expect(privacy.withholdHours).toBeGreaterThanOrEqual(ownPrivacy.withholdHours);
        expect(retention.observationsDays).toBeLessThanOrEqual(ownRetention.observationsDays);
        expect(retention.reportsDays).toBeLessThanOrEqual(ownRetention.reportsDays);
        expect(region.healthEveryS).toBeGreaterThanOrEqual(10);
      }),
    );
  });
});
