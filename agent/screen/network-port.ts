/** A port for the school's network: always TLS, and nothing there is shown to whoever has not signed in. */
export interface NetworkPort {
  /** The address to listen on, such as `0.0.0.0`. */
  address: string;
  /** 0 lets the system choose. */
  port: number;
  /** Under which names or addresses it is asked; others are refused. */
  names: readonly [string, ...string[]];
  /** PEM, the chain with the server's own first. */
  certificate: string;
  /** PEM. */
  key: string;
}
