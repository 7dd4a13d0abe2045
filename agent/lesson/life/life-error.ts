const ways = {
  'sensing-off': [
    'LIFE_SENSING_OFF',
    'no lesson can begin while sensing is switched off; switch it on and begin again',
  ],
  'no-lamp': [
    'LIFE_NO_LAMP',
    'no lesson can begin while no lamp shows that the room is sensed; check the lamp and its cable and begin again',
  ],
} as const;

/** A lesson cannot begin while the room may not be sensed. */
export class SensingOffError extends Error {
  readonly code: (typeof ways)[keyof typeof ways][0];
  constructor(why: keyof typeof ways) {
    const [code, message] = ways[why];
    super(message);
    this.code = code;
  }
}
