export type LinkProblemCode =
  /**
   * Certificate, key or CA cannot be used; the two ends do not trust one another; the proxy; the broker does not let the room
   * in; it does, and does not let it hear or tell something.
   */
  | (typeof hubTroubles)[number]
  /** Nothing answers, or it hung up: offline is normal, nobody need do anything. */
  | 'HUB_UNREACHABLE';

/** What a person has to mend. */
export const hubTroubles = ['HUB_FILES', 'HUB_TLS', 'HUB_PROXY', 'HUB_REFUSED', 'HUB_TOPIC_REFUSED'] as const;

/** Why there is no connection to the hub, or only half of one; the message says what, where and what to do. */
export class LinkProblem extends Error {
  readonly code: LinkProblemCode;
  /** The broker hung up without a word, as one does that does not know MQTT 5. */
  readonly isSilent: boolean;
  /** Of MQTT, when the broker gave one. */
  readonly reason: number | undefined;
  constructor(
    code: LinkProblemCode,
    message: string,
    options: ErrorOptions & { isSilent?: boolean; reason?: number } = {},
  ) {
    super(message, options);
    this.code = code;
    this.reason = options.reason;
    this.isSilent = options.isSilent ?? false;
  }
}

/** MQTT 5 (and 3.1.1) reason codes with what somebody can do about them. */
const REASONS: Record<number, string> = {
  1: 'it speaks no MQTT of this version',
  2: 'it does not accept the room’s name',
  3: 'it is not available',
  4: 'it does not know the room; have the hub register it',
  5: 'the room is not allowed in; have the hub register it, or check its certificate',
  128: 'it gives no reason',
  131: 'it gives a reason of its own',
  132: 'it speaks no MQTT of this version',
  133: 'it does not accept the room’s name; have the hub register it',
  134: 'it does not know the room; have the hub register it',
  135: 'the room is not allowed to; have the hub check the room’s rights',
  136: 'it is not available',
  137: 'it is busy',
  138: 'the room is banned; ask the hub’s administrator',
  139: 'it is shutting down',
  140: 'it wants another way of signing in',
  141: 'it has not heard of the room for too long',
  142: 'another agent has connected under this room’s name; see that only one machine is set up as this room',
  143: 'it does not accept the topic filter',
  144: 'it does not accept the topic',
  147: 'too much was sent at a time',
  149: 'the message is too large for it; have the hub allow 256 KiB',
  150: 'it is sent too much',
  151: 'a quota is used up; ask the hub’s administrator',
  152: 'its administrator has ended the connection',
  153: 'the message is not what it was said to be',
  154: 'it keeps no messages; have the hub allow retained ones',
  155: 'it gives no receipts; have the hub allow QoS 1',
  156: 'another server is to be used for now; ask the hub’s administrator for its address',
  157: 'it has moved; ask the hub’s administrator for its address',
  158: 'it shares no subscriptions',
  159: 'too many connect at a time',
  160: 'it ends every connection after some time',
};

export function reasonWords(code: number): string {
  return `${REASONS[code] ?? 'for an unknown reason'} (reason ${code})`;
}

/** Refusals that need a person; the others pass by themselves. */
export const isLasting = (code: number): boolean =>
  [2, 4, 5, 133, 134, 135, 138, 140, 142, 151, 156, 157].includes(code);

const TLS_WORDS: [RegExp, string][] = [
  [/CERT_HAS_EXPIRED/, 'the hub’s certificate has expired, or this machine’s clock is wrong'],
  [/CERT_NOT_YET_VALID/, 'the hub’s certificate is not valid yet: set this machine’s clock'],
  [/CERT_REVOKED/, 'the hub’s certificate has been revoked; ask the hub’s administrator'],
  [/SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/, 'nobody this machine trusts vouches for the hub; check hub.ca'],
  [/ALTNAME_INVALID/, 'the hub’s certificate is for another name; check hub.brokers and hub.serverName'],
  [/ALERT.*(EXPIRED)/, 'the hub says the room’s certificate has expired; get a new one'],
  [/ALERT.*(REVOKED)/, 'the hub says the room’s certificate has been revoked; get a new one'],
  [
    /ALERT.*(CERTIFICATE|UNKNOWN_CA|HANDSHAKE|DECRYPT|ACCESS)/,
    'the hub does not accept the room’s certificate; check hub.certificate with the hub’s administrator',
  ],
  [/PROTOCOL|VERSION/, 'the two have no TLS version in common; TLS 1.2 is the least'],
  [/ERR_SSL|ERR_TLS|EPROTO/, 'it does not speak TLS; check the port (usually 8883)'],
];

/** What went wrong below MQTT. */
export function networkProblem(error: unknown, where: string): LinkProblem {
  if (error instanceof LinkProblem) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const words = TLS_WORDS.find(([pattern]) => pattern.test(code))?.[1];
  if (words) return new LinkProblem('HUB_TLS', `${where}: ${words} (${code})`, { cause: error });
  const isSilent = code === 'ECONNRESET' || code === 'EPIPE';
  return new LinkProblem('HUB_UNREACHABLE', `${where}: ${code || message}`, { cause: error, isSilent });
}
