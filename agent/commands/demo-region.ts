import { BrokerMissingError, DemoBroker } from '../../hub/demo-broker.ts';
import { DemoHub } from '../../hub/demo-hub.ts';

/** A broker and a hub of the demo's own. */
export interface DemoRegion {
  broker: DemoBroker;
  hub: DemoHub;
  stop(): Promise<void>;
}

/**
 * Starts a region for the demo.
 * @param missing told when there is no Mosquitto on this machine: a room's box needs none, so the demo goes on without a region
 * @returns null when there can be none
 */
export async function startDemoRegion(missing: (message: string) => void): Promise<DemoRegion | null> {
  const broker = new DemoBroker();
  const hub = new DemoHub({ url: () => broker.url, log: () => {} });
  const stop = async () => {
    await hub.stop();
    await broker.stop();
  };
  try {
    await broker.start();
    await hub.start();
    return { broker, hub, stop };
  } catch (error) {
    await stop();
    if (!(error instanceof BrokerMissingError)) throw error;
    missing(
      `没有演示用的区域平台，课例不上报。The demo goes on without a region's hub, and sends nothing: ${error.message}`,
    );
    return null;
  }
}
