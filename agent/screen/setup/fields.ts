import { setupSources } from './controls/configuration.ts';

/** Shapes that what the set-up takes is made of. Whatever is not named is refused. */
export const closed = (properties: object, optional: object = {}) => ({
  type: 'object',
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
  additionalProperties: false,
});
export const short = { type: 'string', minLength: 1, maxLength: 200 } as const;
export const flag = { type: 'boolean' } as const;
export const hash = { type: 'string', pattern: '^[0-9a-f]{32}$' } as const;
export const source = { enum: [...setupSources] } as const;
/** User and password as they are given; they are never answered. */
export const login = closed(
  { user: { type: 'string', minLength: 1, maxLength: 128 }, password: { type: 'string', maxLength: 500 } },
  {},
);
export const nothing = closed({});
