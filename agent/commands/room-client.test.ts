import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import { SampleAccess } from '../screen/sample-access.ts';
import { sourceOf } from '../screen/sample-report.ts';
import { SampleRoom } from '../screen/sample-room.ts';
import { ScreenServer } from '../screen/server.ts';
import { RoomClient } from './room-client.ts';
import { AgentUnreachableError } from './room-client-error.ts';

let server: Server;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** A program that has the agent's port. */
async function answering(listener: RequestListener, patienceMs?: number): Promise<RoomClient> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new RoomClient((server.address() as AddressInfo).port, patienceMs);
}

const failure = (asked: Promise<unknown>) => asked.catch((error: unknown) => error);

it('does not wait for ever', async () => {
  const client = await answering(() => {}, 200);
  const error = await failure(client.state());
  expect(error).toBeInstanceOf(AgentUnreachableError);
  expect((error as Error).message).toMatch(/did not answer within 0\.2 s; look at its log/);
});

it.each<[string, RequestListener]>([
  ['says something else', (_, response) => response.end('<h1>It works!</h1>')],
  ['says half of it', (_, response) => response.end('{"sensing":"on","activity":"idle"')],
  [
    'says what no room does',
    (_, response) => response.end('{"sensing":"on","activity":"resting","sources":[],"problems":[]}'),
  ],
  ['fails', (_, response) => response.writeHead(500).end()],
])('does not take for an agent what %s', async (_, listener) => {
  const client = await answering(listener);
  const error = await failure(client.state());
  expect(error).toMatchObject({
    code: 'AGENT_UNREACHABLE',
    message: expect.stringMatching(/is another program.*ss -ltnp/),
  });
});

it('does not carry a command on to elsewhere', async () => {
  const client = await answering((_, response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end());
  expect(await failure(client.setSensing(true))).toMatchObject({ code: 'AGENT_UNREACHABLE' });
});

it('says so when the agent lives in no room', async () => {
  const screen = new ScreenServer({ access: new SampleAccess(), reports: sourceOf([]), port: 0, pageDir: tmpdir() });
  await screen.start();
  const client = new RoomClient(Number(new URL(screen.address!).port));
  for (const asked of [client.state(), client.endLesson()])
    expect(await failure(asked)).toMatchObject({
      code: 'AGENT_UNREACHABLE',
      message: expect.stringMatching(/no room/),
    });
  await screen.stop();
});

it('carries code and message of a refusal', async () => {
  const room = new SampleRoom();
  room.refusal = Object.assign(new Error('cannot end the lesson: start one first'), { code: 'ROOM_NO_LESSON' });
  const screen = new ScreenServer({
    access: new SampleAccess(),
    reports: sourceOf([]),
    room,
    port: 0,
    pageDir: tmpdir(),
  });
  await screen.start();
  const client = new RoomClient(Number(new URL(screen.address!).port));
  expect(await failure(client.endLesson())).toMatchObject({
    code: 'ROOM_NO_LESSON',
    message: 'cannot end the lesson: start one first',
  });
  await screen.stop();
});
