import { z } from 'zod';
import { safeParse } from '../../agent/lesson/outside-data.ts';
import { readScopes, type ScopeNames } from './scopes.ts';
import { one, readSoap, textOf } from './soap-document.ts';

/**
 * A WS-Discovery (April 2005) probe for devices of a type, as ONVIF's core specification, 7.3, wants it.
 * @param type cameras of Profile S answer to `NetworkVideoTransmitter`, some newer ones only to `Device`
 */
export function probeMessage(messageId: string, type: 'NetworkVideoTransmitter' | 'Device'): string {
  const namespace = type === 'Device' ? 'device' : 'network';
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"' +
    ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"' +
    ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"' +
    ` xmlns:t="http://www.onvif.org/ver10/${namespace}/wsdl">` +
    `<s:Header><a:MessageID>urn:uuid:${messageId}</a:MessageID>` +
    '<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>' +
    '<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action></s:Header>' +
    `<s:Body><d:Probe><d:Types>t:${type}</d:Types></d:Probe></s:Body></s:Envelope>`
  );
}

/** A device that answered a probe. */
export interface ProbeMatch extends ScopeNames {
  /** The device's own lasting name, mostly `urn:uuid:…`. */
  endpoint: string;
  /** Where its device service can be had: http and https addresses, as it believes. May be none. */
  addresses: URL[];
}

const MOST_MATCHES = 64;
const MOST_ADDRESSES = 16;

const matchSchema = z.object({
  EndpointReference: one(z.object({ Address: one(textOf(200)) })),
  XAddrs: one(textOf(4000)).catch(''),
  Scopes: one(textOf(8000)).catch(''),
});
const matchesSchema = z.object({
  ProbeMatches: one(z.object({ ProbeMatch: z.array(matchSchema).min(1) })),
});

/**
 * Reads an answer to a probe; a discovery proxy answers for several devices at once.
 * @throws SoapSyntaxError or ZodError when it is no such answer
 */
export function readProbeMatches(xml: string): ProbeMatch[] {
  const soap = readSoap(xml);
  const matches = safeParse(matchesSchema, 'body' in soap ? soap.body : undefined);
  if (!matches.success) throw matches.error;
  const { ProbeMatches } = matches.data;
  return ProbeMatches.ProbeMatch.slice(0, MOST_MATCHES).map(({ EndpointReference, XAddrs, Scopes }) => ({
    endpoint: EndpointReference.Address,
    addresses: XAddrs.split(/\s+/).slice(0, MOST_ADDRESSES).flatMap(serviceAddress),
    ...readScopes(Scopes),
  }));
}

function serviceAddress(text: string): URL[] {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return [];
  url.username = '';
  url.password = '';
  return [url];
}
