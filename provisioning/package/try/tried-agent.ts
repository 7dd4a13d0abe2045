import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { TriedMachine } from './tried-machine.ts';

const PAGE = 'http://127.0.0.1:8080';

/** A request to the agent by its own Node: a small Debian has no curl. */
export const fetchText = (path: string) =>
  `/usr/lib/lectern/node/bin/node -e "fetch('${PAGE}${path}').then(async r => console.log(await r.text()), () => process.exit(1))"`;

export const statusOf = (machine: TriedMachine) =>
  machine.run('systemctl show lectern -p StatusText -p Result -p NRestarts').stdout;

/** Until something is so. @param most seconds, about */
export async function until(is: () => boolean, most = 60): Promise<boolean> {
  for (let tries = 0; tries < most; tries++) {
    if (is()) return true;
    await delay(1000);
  }
  return false;
}

/** A configuration whose cameras are the film. */
export function setUp(machine: TriedMachine): void {
  const film = '/usr/lib/lectern/agent/demo/film';
  const content = [
    'version: 1',
    'room: { region: "310104", school: "2131000000", room: r301 }',
    'sources:',
    `  studentCamera: { address: ${film}/student.mp4, loop: true }`,
    `  teacherCamera: { address: ${film}/teacher.mp4, loop: true }`,
    `  microphone: [{ address: ${film}/room.opus, loop: true }]`,
    'lesson: { begins: hand }',
    '',
  ];
  writeFileSync(machine.path('etc/lectern/lectern.yaml'), content.join('\n'));
  machine.run('chgrp lectern /etc/lectern/lectern.yaml; systemctl restart lectern');
}

/** JSON that a command has printed. */
export function parsed<T>(text: string, otherwise: T): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return otherwise;
  }
}
