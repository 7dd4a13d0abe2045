import { z } from 'zod';
import { safeParse } from '../../../agent/lesson/outside-data.ts';
import { readProbeMatches } from '../../../device/onvif/probe-message.ts';
import { readScopes } from '../../../device/onvif/scopes.ts';
import {
  deviceInformationSchema,
  MOST_PROFILES,
  profilesSchema,
  streamUriSchema,
} from '../../../device/onvif/soap-answers.ts';
import { readSoap, SoapSyntaxError } from '../../../device/onvif/soap-document.ts';
import {
  capabilities,
  dateAndTime,
  deviceInformation,
  fault,
  madeProfiles,
  probeMatches,
  profiles,
  services,
  streamUri,
} from '../../fixtures/onvif-messages.ts';
import { type FuzzedParser, must } from '../engine/fuzzed-parser.ts';

const isRefusal = (error: unknown) => error instanceof SoapSyntaxError || error instanceof z.ZodError;
const unprintable = /[\p{Cc}\u202a-\u202e]/u;
const body = (bytes: Buffer) => {
  const soap = readSoap(bytes.toString('utf8'));
  return 'body' in soap ? soap.body : undefined;
};
const match = probeMatches(
  'urn:uuid:1',
  'urn:uuid:2',
  ['http://192.168.1.64/onvif/device_service', 'http://[fe80::1]/onvif'],
  ['onvif://www.onvif.org/name/Camera%201', 'onvif://www.onvif.org/location/%E4%B8%8A%E6%B5%B7'],
);

export const cameraParsers: FuzzedParser[] = [
  {
    name: 'soap',
    reads: 'answers of cameras (ONVIF: SOAP over HTTP)',
    form: 'xml',
    covers: ['device/onvif/soap-document.ts#readSoap'],
    seeds: () => [
      fault('Sender', 'NotAuthorized', 'no'),
      dateAndTime(new Date(0)),
      services('http://192.168.1.64', true),
      capabilities('http://192.168.1.64'),
    ],
    open: () => ({
      parse: (bytes) => {
        const soap = readSoap(bytes.toString('utf8'));
        if ('body' in soap) return;
        must(soap.fault.codes.length <= 3 && soap.fault.reason.length <= 160, 'a fault is short');
        must(!unprintable.test([...soap.fault.codes, soap.fault.reason].join('')), 'a fault can be printed');
        must(({} as { polluted?: unknown }).polluted === undefined, 'no prototype is changed');
      },
    }),
    refuses: isRefusal,
  },
  {
    name: 'discovery-answers',
    reads: 'UDP answers to a search for cameras (WS-Discovery)',
    form: 'xml',
    covers: ['device/onvif/probe-message.ts#readProbeMatches', 'device/onvif/scopes.ts#readScopes'],
    seeds: () => [match],
    open: () => ({
      parse: (bytes) => {
        for (const { endpoint, addresses, name, location, hardware } of readProbeMatches(bytes.toString('utf8'))) {
          must(addresses.length <= 16, 'few addresses');
          for (const { protocol, username } of addresses)
            must(/^https?:$/.test(protocol) && username === '', 'addresses of the web without user');
          must(!unprintable.test(endpoint + name + location + hardware), 'names can be printed');
        }
      },
    }),
    refuses: isRefusal,
  },
  {
    name: 'camera-descriptions',
    reads: 'what a camera says it is, and its streams (ONVIF)',
    form: 'xml',
    covers: [
      'device/onvif/soap-answers.ts#deviceInformationSchema',
      'device/onvif/soap-answers.ts#profilesSchema',
      'device/onvif/soap-answers.ts#streamUriSchema',
    ],
    seeds: () => [
      deviceInformation('M1'),
      profiles(madeProfiles, true),
      profiles(madeProfiles, false),
      streamUri('rtsp://192.168.1.64/main', true),
      streamUri('rtsp://192.168.1.64/main', false),
    ],
    open: () => ({
      parse: (bytes) => {
        const content = body(bytes);
        const known = [deviceInformationSchema, streamUriSchema].some((schema) => safeParse(schema, content).success);
        const { success, data, error } = safeParse(profilesSchema, content);
        if (!success) {
          if (known) return;
          throw error;
        }
        must(data.profiles.length <= MOST_PROFILES, 'no more profiles than are wanted');
        for (const { name, width, codec } of data.profiles) {
          must(!unprintable.test(name + (codec ?? '')) && name.length <= 120, 'names are short and can be printed');
          must(width === null || (width >= 0 && width <= 20_000), 'a width that can be');
        }
      },
    }),
    refuses: isRefusal,
  },
  {
    name: 'camera-scopes',
    reads: 'names and places that cameras call out',
    form: 'lines',
    covers: ['device/onvif/scopes.ts#readScopes'],
    seeds: () => [
      'onvif://www.onvif.org/name/Camera%201 onvif://www.onvif.org/hardware/M1\nonvif://www.onvif.org/location/x',
    ],
    open: () => ({
      parse: (bytes) => {
        const { name, hardware, location } = readScopes(bytes.toString('utf8'));
        for (const text of [name, hardware, location])
          must(text.length <= 120 && !unprintable.test(text), 'short, and can be printed');
      },
    }),
  },
];
