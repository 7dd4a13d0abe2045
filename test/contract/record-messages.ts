import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { desiredKinds } from '../../provisioning/contract/desired-messages.ts';
import { type Channel, channels } from '../../provisioning/contract/topics.ts';
import { sampleWishes } from '../fixtures/region-wishes.ts';
import { RoomInRegion, room } from '../fixtures/room-in-region.ts';
import { recordedFileOf, recordedFolder, unheardChannels } from './published-contract.ts';

const LESSON_S = 60;
const HEALTH_PATIENCE_S = 60;

/** Runs a room and its region for a minute of the lesson film and keeps a message of each channel as it went over the wire. */
export async function recordMessages(say: (text: string) => void): Promise<void> {
  const at = new RoomInRegion();
  try {
    say('a room and its region begin');
    await at.start();
    await at.voice.ask(room, { command: 'ping' });
    say(`a lesson of ${LESSON_S} s`);
    await at.teach(LESSON_S);
    say('the region wishes');
    const wishes = await sampleWishes();
    for (const kind of desiredKinds) await at.voice.wish(room, kind, wishes[kind] as never);
    await at.agent.until(() => at.agent.stderr.includes('settings are taken over'));
    for (let waited = 0; !at.heard.has('health') && waited < HEALTH_PATIENCE_S; waited++) await delay(1000);
    // What was applied is told again by the agent that has begun anew.
    await delay(2000);
    mkdirSync(recordedFolder, { recursive: true });
    for (const channel of Object.keys(channels) as Channel[]) {
      if (unheardChannels.has(channel)) continue;
      const text = at.heard.get(channel)?.at(-1)?.text;
      if (text === undefined) throw new Error(`nothing was heard of ${channel}`);
      writeFileSync(new URL(recordedFileOf(channel), recordedFolder), `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    }
  } finally {
    await at.stop();
  }
}
