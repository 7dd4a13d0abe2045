import { parseString, processors } from 'xml2js';
import { z } from 'zod';
import { safeParse } from '../../agent/lesson/outside-data.ts';

/** What a device sent is no SOAP; the message says how, in a few printable words. */
export class SoapSyntaxError extends Error {
  readonly code = 'ONVIF_SOAP_SYNTAX';
}

/** A device's refusal. */
export interface SoapFault {
  /** Code and subcodes, without prefixes, outermost first: `['Sender', 'NotAuthorized']`. */
  codes: string[];
  reason: string;
}

/** C0 and C1 controls: what a device says of itself must not steer the terminal it is printed on. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** Text from the network, made fit to be printed: no control characters, at most `most` characters. */
export function printable(text: string, most: number): string {
  return text.replace(controls, ' ').trim().slice(0, most);
}

/** An element's text, printable, at most `most` characters; attributes are left out. */
export const textOf = (most: number) =>
  z
    .union([z.string(), z.looseObject({ _: z.string().default('') }).transform((element) => element._)])
    .transform((text) => printable(text, most));

/** An element that must be there; further ones of the name are ignored. */
export const one = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .array(schema)
    .min(1)
    .transform((elements) => elements[0] as z.output<Schema>);

/** An element's whole number, or null when it is no number from 0 to `most`. */
export const countOf = (most: number) =>
  textOf(20).transform((text) => {
    const value = Number(text);
    return text !== '' && value >= 0 && value <= most ? value : null;
  });

/** Only the prefix differs from maker to maker: `ter:NotAuthorized`, `tds:NotAuthorized`. */
const codeValue = one(textOf(80)).transform((name) => name.replace(/^.*:/, ''));
const innermostCode = z.object({ Value: codeValue }).transform(({ Value }) => [Value]);
/** ONVIF's faults have two subcodes at most; the depth is spelled out, so that nothing from outside decides it. */
const innerCode = z
  .object({ Value: codeValue, Subcode: one(innermostCode).catch([]) })
  .transform(({ Value, Subcode }) => [Value, ...Subcode]);
const codeSchema = z
  .object({ Value: codeValue, Subcode: one(innerCode).catch([]) })
  .transform(({ Value, Subcode }) => [Value, ...Subcode]);

const faultSchema = z.object({
  Code: one(codeSchema).catch([]),
  Reason: one(z.object({ Text: one(textOf(160)) }).transform(({ Text }) => Text)).catch(''),
});

const envelopeSchema = z.object({ Envelope: z.object({ Body: z.tuple([z.unknown()]) }) });
const faultBodySchema = z.object({ Fault: one(faultSchema) });

/**
 * Reads a SOAP envelope. Names lose their prefixes; every element is a list of what has its name:
 * `{ Name: ['front'], Resolution: [{ Width: ['1920'] }] }`, attributes under `$`; an empty element is `{}`.
 * @returns the body's content, to be parsed by a schema, or the fault it holds
 * @throws SoapSyntaxError
 */
export function readSoap(xml: string): { body: unknown } | { fault: SoapFault } {
  const parsed = safeParse(envelopeSchema, parsedXml(xml));
  if (!parsed.success) throw new SoapSyntaxError('no SOAP envelope');
  const [body] = parsed.data.Envelope.Body;
  const refused = safeParse(faultBodySchema, body);
  if (!refused.success) return { body };
  const { Code, Reason } = refused.data.Fault;
  return { fault: { codes: Code, reason: Reason } };
}

function parsedXml(xml: string): unknown {
  let failure: unknown = null;
  let document: unknown;
  try {
    // It calls back before it returns, as long as it is not asked to be asynchronous; and may throw after that.
    parseString(
      xml,
      {
        tagNameProcessors: [processors.stripPrefix],
        attrNameProcessors: [processors.stripPrefix],
        emptyTag: () => ({}),
      },
      (error, result) => {
        failure ??= error;
        document = result;
      },
    );
  } catch (error) {
    failure = error;
  }
  if (failure) throw new SoapSyntaxError('not XML', { cause: failure });
  return document;
}
