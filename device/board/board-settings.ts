import { z } from 'zod';
import { lineShape } from '../line/line-settings.ts';

/** What a press of the button does. */
export const buttonActions = ['privacy', 'bookmark', 'start-stop', 'none'] as const;
export type ButtonAction = (typeof buttonActions)[number];

/** The board with the privacy button and the lamp. */
export const boardSettingsSchema = z.strictObject({
  kind: z.literal('board'),
  ...lineShape({ baud: 115_200 }),
  button: z
    .strictObject({
      short: z.enum(buttonActions).default('bookmark'),
      double: z.enum(buttonActions).default('start-stop'),
      long: z.enum(buttonActions).default('privacy'),
    })
    .prefault({}),
});
export type BoardSettings = z.infer<typeof boardSettingsSchema>;
