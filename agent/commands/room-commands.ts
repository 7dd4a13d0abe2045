import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { LessonLabels } from '../lesson/lesson.ts';
import { lessonTime } from './lesson-time.ts';
import { numberBetween } from './number-between.ts';
import { RoomClient } from './room-client.ts';
import { doingText, roomText } from './room-words.ts';

interface PortOption {
  port: number;
}

interface LessonStartOptions extends PortOption {
  class?: string;
  subject?: string;
  period?: number;
}

/** Adds what can be seen and done of the room of an agent that runs: `lectern status`, `lesson …` and `sensing`. */
export function addRoomCommands(program: Command): void {
  const withPort = (command: Command) =>
    command.option('--port <number>', 'port of its screen, as in the configuration', numberBetween(1, 65535), 8080);

  withPort(program.command('status'))
    .description('print what the running agent does, how its sources are, and what is to be mended')
    .option('--json', 'print one JSON document instead of text')
    .action(async ({ port, json }: PortOption & { json?: boolean }) => {
      const state = await new RoomClient(port).state();
      console.log(json ? JSON.stringify(state, null, 1) : roomText(state));
    });

  const lesson = program
    .command('lesson')
    .description('start or end the recording of a lesson, or mark a moment of it');
  withPort(lesson.command('start'))
    .description('start one now; while one goes on nothing changes')
    .option('--class <name>', 'whose lesson it is (default: as in the timetable or the configuration)', labelText)
    .option('--subject <name>', 'what is taught', labelText)
    .option('--period <number>', 'period of the day, 0 to 20', wholeNumberBetween(0, 20))
    .action(async ({ port, class: className, subject, period }: LessonStartOptions) => {
      const labels: LessonLabels = {
        ...(className !== undefined && { className }),
        ...(subject !== undefined && { subject }),
        ...(period !== undefined && { period }),
      };
      console.log(doingText(await new RoomClient(port).startLesson(labels)));
    });
  withPort(lesson.command('end'))
    .description('end the one that goes on; its report follows')
    .action(async ({ port }: PortOption) => console.log(doingText(await new RoomClient(port).endLesson())));
  withPort(lesson.command('bookmark'))
    .description('mark this moment of the one that goes on')
    .action(async ({ port }: PortOption) =>
      console.log(`已标记 marked: ${lessonTime(await new RoomClient(port).bookmark())}`),
    );

  withPort(program.command('identify'))
    .description('识别: show on the classroom screen for a minute which room this machine is in')
    .action(async ({ port }: PortOption) => {
      const { identified } = await new RoomClient(port).identify();
      console.log(`屏幕正在显示 the screen shows: ${identified}`);
    });

  withPort(program.command('sensing'))
    .description('the privacy switch: off closes every camera and microphone at once, until it is switched on')
    .addArgument(new Argument('<switch>', 'on or off').choices(['on', 'off']))
    .action(async (to: 'on' | 'off', { port }: PortOption) =>
      console.log(doingText(await new RoomClient(port).setSensing(to === 'on'))),
    );
}

/** The agent takes no others. */
function labelText(text: string): string {
  if (text.length >= 1 && text.length <= 80) return text;
  throw new InvalidArgumentError('It must have 1 to 80 characters.');
}

function wholeNumberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = numberBetween(least, most)(text);
    if (Number.isInteger(value)) return value;
    throw new InvalidArgumentError('It must be a whole number.');
  };
}
