/** A file as it is to lie on an installed machine. */
export interface PackagedFile {
  /** From the root of the machine, without the first slash: `usr/lib/lectern/agent/cli.ts`. */
  path: string;
  /** A file of this machine, or the content itself. */
  source: { file: string } | { content: string | Uint8Array };
  mode: 0o644 | 0o755;
}

/** Where the program lies on an installed machine. */
export const PROGRAM = 'usr/lib/lectern';

/** Debian's names of the architectures that the package is built for, and Node's. */
export const architectures = { amd64: 'x64', arm64: 'arm64' } as const;
export type Architecture = keyof typeof architectures;
