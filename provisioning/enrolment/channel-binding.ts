import type { TLSSocket } from 'node:tls';

const EXPORTER_LABEL = 'EXPORTER-Channel-Binding';

/**
 * What both ends of a TLS connection know and nobody else, in base64: `tls-exporter` (RFC 9266) with TLS 1.3, `tls-unique`
 * (RFC 5929) with TLS 1.2. A request that holds it was made for this connection (RFC 7030, 3.5).
 * @param end at which this is asked
 */
export function channelBinding(socket: TLSSocket, end: 'client' | 'server'): string {
  if (socket.getProtocol() === 'TLSv1.3')
    return socket.exportKeyingMaterial(32, EXPORTER_LABEL, Buffer.alloc(0)).toString('base64');
  // The first Finished message: of a whole handshake the client's.
  const first = end === 'client' ? socket.getFinished() : socket.getPeerFinished();
  return (first ?? Buffer.alloc(0)).toString('base64');
}
