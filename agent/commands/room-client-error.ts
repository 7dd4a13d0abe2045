/** No agent with a room answers on this machine. */
export class AgentUnreachableError extends Error {
  readonly code = 'AGENT_UNREACHABLE';
  /** @param why what is wrong and what to do, after the address */
  constructor(address: string, why: string) {
    super(`${address} ${why}`);
  }
}

/** The agent will not do it; code and message are its own. */
export class RoomRefusedError extends Error {
  readonly code: string;
  constructor({ code, message }: { code: string; message: string }) {
    super(message);
    this.code = code;
  }
}
