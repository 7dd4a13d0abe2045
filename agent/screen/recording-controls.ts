import type { Readable } from 'node:stream';
import type { Recording } from '../recordings/recording.ts';

/** What a teacher can do with recordings of their own. Refusals are errors with a `code` RECORDING_… and a message for people. */
export interface RecordingControls {
  list(owner: string): Recording[];
  receive(owner: string, named: Pick<Recording, 'title' | 'view'>, body: Readable, bytes: number): Promise<Recording>;
  remove(owner: string, id: string): void;
}
