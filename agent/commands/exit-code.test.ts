import { describe, expect, it } from 'vitest';
import { DatabaseUrlError } from '../../hub/database/database.ts';
import { ConfigError } from '../config/config-error.ts';
import { RuleFileError } from '../feedback/rule-file-error.ts';
import { SensingOffError } from '../lesson/life/life-error.ts';
import { TimetableError } from '../lesson/timetable/timetable-error.ts';
import { NoLessonError } from '../room/room-error.ts';
import { PortTakenError } from '../screen/errors.ts';
import { MediaError } from '../sensing/capture/media-error.ts';
import { SensorError } from '../sensing/process/sensor-supervisor.ts';
import { StoreError } from '../store/store-error.ts';
import { exitCodeHelp, exitCodeOf, exitCodes, InterruptedError, UsageError } from './exit-code.ts';
import { ReportFileError } from './report-file.ts';
import { AgentUnreachableError, RoomRefusedError } from './room-client-error.ts';

describe('the exit code', () => {
  it.each([
    [new UsageError('x'), 2],
    [new ConfigError('x'), 2],
    [new TimetableError([]), 2],
    [new RuleFileError('rules.yaml', []), 2],
    [new SensingOffError('sensing-off'), 2],
    [new NoLessonError('x'), 2],
    [new RoomRefusedError({ code: 'ROOM_NO_LESSON', message: 'x' }), 2],
    [new StoreError('STORE_MISSING', 'x'), 2],
    [new DatabaseUrlError('x'), 2],
    [Object.assign(new Error('x'), { code: 'HUB_UNREACHABLE' }), 5],
    [new MediaError('MEDIA_NOT_FOUND', 'x'), 3],
    [new SensorError('microphone', 'SENSOR_CRASHED', 'x'), 3],
    [new SensorError('microphone', 'MEDIA_TRUNCATED', 'x'), 3],
    [new StoreError('STORE_FULL', 'x'), 4],
    [new RoomRefusedError({ code: 'STORE_FULL', message: 'x' }), 4],
    [new ReportFileError('x'), 4],
    [new AgentUnreachableError('http://127.0.0.1:8080', 'x'), 5],
    [new PortTakenError('127.0.0.1', 8080), 5],
    [new InterruptedError(), 130],
    [new TypeError('x'), 1],
    [Object.assign(new Error('x'), { code: 'ENOENT' }), 1],
    ['thrown text', 1],
    [undefined, 1],
  ])('of %s is %i', (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });

  it('is explained in the help, each one', () => {
    for (const code of Object.values(exitCodes)) expect(exitCodeHelp).toMatch(new RegExp(`\\b${code} [a-z]`));
  });
});
