import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** Byte of a CONNECT packet that tells the protocol version, when the packet is shorter than 128 bytes. */
const VERSION_AT = 8;

/**
 * An old broker's door, for tests: hangs up on MQTT 5 without a word and lets everything else through to a real one.
 * @param port of the real one; `door` is its own, 0 takes a free one
 */
export async function silentAtFive(port: number, door = 0): Promise<{ url: string; close(): void }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (first) => {
      if (first[VERSION_AT] === 5) {
        socket.destroy();
        return;
      }
      const through = connect(port, '127.0.0.1');
      through.on('error', () => socket.destroy());
      through.write(first);
      socket.pipe(through).pipe(socket);
    });
  });
  server.listen(door, '127.0.0.1');
  await once(server, 'listening');
  return { url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() };
}
