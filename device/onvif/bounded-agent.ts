import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';

/** A recorder's profiles take some hundred kilobytes. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Connections, each for one request, that end when more comes in than an ONVIF answer may be long: the package onvif gathers
 * whatever a device sends.
 * @param overrun called for each that was ended
 */
export function boundedAgent(secure: boolean, overrun: () => void): HttpAgent {
  // Cameras sign their certificates themselves, so there is nothing to check them against; no password is sent in clear.
  const agent = secure ? new HttpsAgent({ rejectUnauthorized: false }) : new HttpAgent();
  const createConnection = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = createConnection(options, callback) as Socket;
    socket.on('data', () => {
      if (socket.bytesRead <= MOST_BYTES) return;
      overrun();
      socket.destroy();
    });
    return socket;
  };
  return agent;
}
