/** A lesson cannot begin while the room asked not to be sensed. */
export class SensingOffError extends Error {
  readonly code = 'LIFE_SENSING_OFF';
  constructor() {
    super('no lesson can begin while sensing is switched off; switch it on and begin again');
  }
}
