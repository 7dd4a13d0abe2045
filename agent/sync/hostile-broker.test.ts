import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { MqttSession } from './mqtt-session.ts';

let server: Server | undefined;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
});

/** MQTT 5: CONNACK with success and no properties. */
const CONNACK = Buffer.from([0x20, 3, 0, 0, 0]);
/** PUBLISH with QoS 0 of 200 MB on the topic `a`, as it begins. */
const HUGE = Buffer.from([0x30, 0x80, 0x84, 0xaf, 0x5f, 0, 1, 0x61, 0]);

/** A session with a broker that does this once somebody has connected. */
async function session(act: (socket: Socket) => void, heard: string[] = []) {
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(CONNACK);
      act(socket);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const broker = { url: `mqtt://127.0.0.1:${port}`, host: '127.0.0.1', port, secure: false, path: null };
  return await MqttSession.open(
    socket,
    {
      ...{ broker: broker as never, version: 5, clientId: 'room', will: undefined, connectMs: 5_000 },
      ...{ onMessage: (topic) => void heard.push(topic), warning: () => {} },
    },
    new AbortController().signal,
  );
}

const endlessPacket: Fault = {
  part: 'broker',
  kind: 'wrong',
  fault: 'it sends a packet of 200 MB',
  seen: 'the region sees the room lost for a moment',
  lost: 'nothing; less than 32 MB of it are taken in',
  recovers: 'the room hangs up and connects anew',
};
it(
  'a broker that sends a packet without end is hung up on before it has filled the memory',
  shows(endlessPacket),
  async () => {
    let sent = 0;
    const open = await session((socket) => {
      const chunk = Buffer.alloc(65_536, 'a');
      const write = () => {
        while (!socket.destroyed && sent < 200e6) {
          sent += chunk.length;
          if (!socket.write(chunk)) return;
        }
      };
      socket.write(HUGE);
      socket.on('drain', write);
      write();
    });
    expect((await open.ended).message).toContain('larger than any message');
    // What the kernel holds on both sides comes on top.
    expect(sent).toBeLessThan(32e6);
  },
);

const floodOfMessages: Fault = {
  part: 'broker',
  kind: 'overload',
  fault: 'it floods the room with 200,000 small messages',
  seen: 'nothing',
  lost: 'nothing',
  recovers: 'by itself',
};
it(
  'a broker that floods with small messages is heard, for each of them has an end',
  shows(floodOfMessages),
  async () => {
    const heard: string[] = [];
    const small = Buffer.from([0x30, 5, 0, 1, 0x61, 0, 0x78]);
    await session((socket) => socket.write(Buffer.concat(Array(200_000).fill(small))), heard);
    await expect.poll(() => heard.length, { timeout: 30_000 }).toBe(200_000);
  },
);
