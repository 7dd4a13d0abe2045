/** What an operator of the region's enrolment has to mend; the message says what, where and what to do. */
export class EstError extends Error {
  readonly code: 'HUB_EST_AUTHORITY' | 'HUB_EST_FOLDER' | 'HUB_EST_ROOM' | 'HUB_EST_PORT';
  constructor(code: EstError['code'], message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
