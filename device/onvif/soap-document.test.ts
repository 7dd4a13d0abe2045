import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { envelope, fault, probeMatches } from '../../test/fixtures/onvif-messages.ts';
import { readProbeMatches } from './probe-message.ts';
import { readScopes } from './scopes.ts';
import { printable, readSoap, SoapSyntaxError } from './soap-document.ts';

describe('readSoap', () => {
  it('leaves prefixes out and keeps texts as they are', () => {
    expect(readSoap(envelope('<tt:Version>5.70</tt:Version>'))).toEqual({ body: { Version: ['5.70'] } });
  });

  it('reads a fault', () => {
    expect(readSoap(fault('Sender', 'NotAuthorized', 'no'))).toEqual({
      fault: { codes: ['Sender', 'NotAuthorized'], reason: 'no' },
    });
  });

  it('knows no entities but XML’s own', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx">]><Envelope><Body>&x;</Body></Envelope>';
    expect(() => readSoap(bomb)).toThrow(SoapSyntaxError);
  });

  it('gives its own error for anything else', () => {
    const parts = fc.constantFrom(
      '<Envelope>',
      '<Body>',
      '</Body>',
      '</Envelope>',
      '<s:Fault>',
      '</s:Fault>',
      '<__proto__/>',
      '&lt;',
      'x',
      ' a="1"',
      '<',
      '<![CDATA[',
      ']]>',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts).map((some) => some.join('')),
        ),
        (xml) => {
          try {
            readSoap(xml);
          } catch (error) {
            expect(error).toBeInstanceOf(SoapSyntaxError);
          }
        },
      ),
    );
  });
});

describe('readProbeMatches', () => {
  it('keeps web addresses only, without user and password', () => {
    const xml = probeMatches(
      'x',
      'urn:uuid:1',
      ['http://a:b@10.0.0.5/x', 'ftp://10.0.0.5', 'nonsense', 'https://[fe80::1]/y'],
      [],
    );
    expect(readProbeMatches(xml)).toEqual([
      {
        endpoint: 'urn:uuid:1',
        addresses: [new URL('http://10.0.0.5/x'), new URL('https://[fe80::1]/y')],
        name: '',
        hardware: '',
        location: '',
      },
    ]);
  });

  it('refuses a SOAP message of another kind', () => {
    expect(() => readProbeMatches(envelope('<Hello/>'))).toThrow(ZodError);
    expect(() => readProbeMatches(fault('Sender', 'X', 'y'))).toThrow(ZodError);
  });
});

describe('readScopes', () => {
  it('joins several of a kind and leaves a wrong % as it is', () => {
    const scopes =
      'onvif://www.onvif.org/location/country/china\n onvif://www.onvif.org/location/city/%E6%9D%AD%E5%B7%9E onvif://www.onvif.org/name/100%';
    expect(readScopes(scopes)).toEqual({ name: '100%', hardware: '', location: 'country/china, city/杭州' });
  });
});

it('printable text steers no terminal', () => {
  expect(printable('\u001b[2Jfront\u009b31m\r\n\u202eback ', 40)).toBe('[2Jfront 31m back');
});
