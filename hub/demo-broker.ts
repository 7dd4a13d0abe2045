import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';

/** An MQTT 3.1.1 broker in this process, on the loopback only; for the demo and for tests. */
export class DemoBroker {
  #aedes: Aedes | undefined;
  #server: Server | undefined;

  /** @param port 0 takes a free one */
  async start(port = 0): Promise<void> {
    const aedes = await Aedes.createBroker();
    const server = createServer(aedes.handle);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    this.#aedes = aedes;
    this.#server = server;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${(this.#server!.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => (this.#aedes ? this.#aedes.close(resolve) : resolve()));
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
  }
}
