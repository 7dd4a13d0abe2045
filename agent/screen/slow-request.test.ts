import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { SampleAccess } from './sample-access.ts';
import { longReport, sourceOf } from './sample-report.ts';
import { ScreenServer } from './server.ts';

let screen: ScreenServer | undefined;
afterEach(() => screen?.stop());

async function port(patienceMs: number): Promise<number> {
  screen = new ScreenServer({ reports: sourceOf([longReport()]), access: new SampleAccess(), port: 0, patienceMs });
  await screen.start();
  return Number(new URL(screen.address!).port);
}

const slowBody: Fault = {
  part: 'screen',
  kind: 'silent',
  fault: 'somebody sends a request that never ends',
  seen: 'nothing',
  lost: 'nothing: others are answered meanwhile',
  recovers: 'the connection is closed after its time',
};
it('a body that never comes does not hold its connection', shows(slowBody), async () => {
  const socket = connect(await port(300), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    'POST /api/session/teacher HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n{',
  );
  const drip = setInterval(() => socket.write(' '), 20);
  await once(socket, 'close');
  clearInterval(drip);
  // Others are answered meanwhile and afterwards.
  expect((await fetch(`${screen!.address}/api/health`)).status).toBe(200);
});
