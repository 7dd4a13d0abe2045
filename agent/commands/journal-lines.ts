import { fstatSync } from 'node:fs';

/** What pino writes to. */
export interface LineStream {
  write(line: string): void;
}

/** pino's least level for each of syslog's priorities (sd-daemon(3)). */
const priorities: [least: number, priority: number][] = [
  [60, 2],
  [50, 3],
  [40, 4],
  [30, 6],
  [0, 7],
];

/** Whether a stream of this process goes to systemd's journal (`$JOURNAL_STREAM` in systemd.exec(5): device and inode). */
export function isJournal(descriptor: number, journalStream = process.env.JOURNAL_STREAM): boolean {
  if (!journalStream) return false;
  const { dev, ino } = fstatSync(descriptor);
  return journalStream === `${dev}:${ino}`;
}

/** Says of each entry how grave it is, so that `journalctl -p warning` finds it; the journal takes the mark off again. */
export function withPriorities(stream: LineStream): LineStream {
  return {
    write: (line) => {
      const level = Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? 30);
      stream.write(`<${priorities.find(([least]) => level >= least)![1]}>${line}`);
    },
  };
}
