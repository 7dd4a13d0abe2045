/** The address the screen wants is taken by another program. */
export class PortTakenError extends Error {
  readonly code = 'SCREEN_PORT_TAKEN';
  constructor(host: string, port: number, options?: ErrorOptions) {
    super(
      `port ${port} on ${host} is already in use: stop the program that uses it ` +
        `(see it with: ss -ltnp 'sport = :${port}') or choose another with --port`,
      options,
    );
    this.name = 'PortTakenError';
  }
}

/** `start` was called on a screen that is already serving. */
export class ScreenStartedError extends Error {
  readonly code = 'SCREEN_ALREADY_STARTED';
  constructor(address: string) {
    super(`the classroom screen is already served at ${address}: stop it before starting it again`);
    this.name = 'ScreenStartedError';
  }
}
