import { existsSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import { bootId, type Clock } from '../lesson/clock.ts';
import { LessonLife } from '../lesson/life/lesson-life.ts';
import { defaultLifeRules, type LifeRules } from '../lesson/life/life-rules.ts';
import { wallTime } from '../lesson/timetable/wall-time.ts';
import type { AgentStore } from '../store/agent-store.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';
import { Housekeeping } from './housekeeping.ts';
import { LessonEnding } from './lesson-ending.ts';
import { Room } from './room.ts';
import type { RoomEvents } from './room-events.ts';
import type { RoomProblems } from './room-problems.ts';
import { addressesOf, lessonSensors, type RoomSensor, watchSensors } from './room-sensors.ts';
import { SensingPermit } from './sensing-permit.ts';
import { SourceBoard } from './source-board.ts';
import { type RoomCalendar, TimetableFile } from './timetable-file.ts';
import { UnfinishedLessons } from './unfinished-lessons.ts';

/** There while a time server keeps the clock (systemd-timesyncd). */
const SYNCHRONISED = '/run/systemd/timesync/synchronized';
const MINUTE_MS = 60_000;

export interface OpenRoomOptions {
  config: Config;
  sensors: readonly RoomSensor[];
  store: AgentStore;
  /** As LessonEndingOptions.keep. */
  keep(report: LessonReport, isJournalWhole: boolean): string;
  clock: Clock;
  problems: RoomProblems;
  events: RoomEvents;
  /** Whether a lamp shows that the room is sensed, or would. */
  lampShows(): boolean;
  /** Told of each timetable that is read. */
  calendarChanged?(calendar: RoomCalendar): void;
}

/** The room of a configuration, with all that it needs. */
export function openRoom(options: OpenRoomOptions): { room: Room; housekeeping: Housekeeping; life: LessonLife } {
  const { config, sensors, store, keep, clock, problems, events, lampShows } = options;
  const { lesson, roomPlan = null } = config;
  const { journal, lessons, retention, database } = store;
  const rules = rulesOf(config);
  const newestWallMs = orElse(() => journal.newestWallMs(), undefined);
  const isSynchronised = () => existsSync(SYNCHRONISED);
  let timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const life = new LessonLife({
    clock,
    calendar: null,
    rules,
    isReported: (slot) => orElse(() => lessons.slotIsReported(slot), false),
    newestWallMs,
    isSynchronised,
    localTime: (wallMs) => wallTime(wallMs, timeZone).time,
  });
  const isRecording = lesson.begins === 'start';
  const boot = bootId();
  const room = new Room({
    address: config.room,
    labels: labelsOf(lesson),
    clock,
    bootId: boot,
    life,
    ending: new LessonEnding({
      clock,
      rules,
      slotMs: lesson.slotS * 1000,
      roomPlan,
      isRecording,
      journal,
      keep,
      failed: ({ message }) =>
        problems.set('REPORT_WAITS', `a report could not be kept and is tried again: ${message}`),
    }),
    journal,
    permit: new SensingPermit(new SensingSwitch(config.store.folder), config.privacy.lampRequired ? lampShows : null),
    unfinished: new UnfinishedLessons({
      journal,
      clock,
      bootId: boot,
      rules,
      newestWallMs,
      isSynchronised,
      damaged: (lessonId, lines) => events.warning(`lesson ${lessonId}: ${lines} entries of the journal are damaged`),
    }),
    board: new SourceBoard(addressesOf(sensors), clock),
    problems,
    lessonSensors: (zeroMs) => lessonSensors(sensors, { roomPlan, samplesPerS: lesson.samplesPerS, zeroMs }),
    watchSensors: (zeroMs) => watchSensors(sensors, zeroMs),
    isRecording,
    events,
  });
  const housekeeping = new Housekeeping({
    clock,
    life,
    retention,
    days: { ...config.retention, hasHub: config.hub !== undefined },
    timetable: lesson.begins === 'timetable' ? new TimetableFile(config.timetable!, config.room.room) : null,
    calendarChanged: (news) => {
      timeZone = news.timeZone;
      options.calendarChanged?.(news);
    },
    problems,
    isBusy: () => room.state().activity !== 'idle',
    deleted: events.retention,
    isWriting: () => room.state().lesson !== undefined,
    askDatabase: () => void database.pragma('user_version'),
    answered: (error) => events.written(error, 0),
  });
  return { room, housekeeping, life };
}

/** What the disk says, or what to go by when it does not answer: that is no reason to leave a lesson out. */
function orElse<Answer>(ask: () => Answer, otherwise: Answer): Answer {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}

function rulesOf({ lesson: { lateMin, overMin, watch, begins } }: Config): LifeRules {
  return {
    ...defaultLifeRules,
    lateMs: lateMin * MINUTE_MS,
    overMs: overMin * MINUTE_MS,
    detection: begins === 'detection',
    watchHours: watch,
  };
}

function labelsOf({ className, subject, period }: Config['lesson']) {
  return {
    ...(className !== undefined && { className }),
    ...(subject !== undefined && { subject }),
    ...(period !== undefined && { period }),
  };
}
