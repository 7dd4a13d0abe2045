import { z } from 'zod';
import { lineShape, portSchema } from '../line/line-settings.ts';

const { port: _, ...wiring } = lineShape({ baud: 9600 });

/** A panel or projector: PJLink over the network (`host`), or its maker's commands over a serial line (`port`). */
export const panelSettingsSchema = z
  .strictObject({
    kind: z.literal('panel'),
    host: z.string().min(1).max(253).optional(),
    tcpPort: z.int().min(1).max(65_535).default(4352),
    /** Name of the entry of the secrets file with PJLink's password (its user is not looked at). */
    credentials: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
      .optional(),
    port: portSchema.optional(),
    ...wiring,
    /** A command set that is shipped, or one of `commands`; for `port`. */
    model: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{0,59}$/)
      .optional(),
    /** A file with command sets of one's own, YAML. */
    commands: z.string().min(1).optional(),
    /** It is switched on when a report is ready, and to this source. */
    wakeForReport: z.boolean().default(false),
    source: z
      .string()
      .regex(/^[a-z0-9-]{1,20}$/)
      .optional(),
  })
  .refine(({ port, host }) => (port === undefined) !== (host === undefined), 'must have either port or host')
  .refine(({ port, model }) => (port === undefined) === (model === undefined), {
    error: 'must be given with port: which commands does it know? try: lectern devices panels',
    path: ['model'],
  });
export type PanelSettings = z.infer<typeof panelSettingsSchema>;
