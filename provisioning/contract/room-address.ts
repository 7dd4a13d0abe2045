import { z } from 'zod';

/** First two digits of the administrative division codes in use (GB/T 2260). */
const provinces = new Set([
  ...['11', '12', '13', '14', '15', '21', '22', '23', '31', '32', '33', '34', '35', '36', '37', '41', '42', '43', '44'],
  ...['45', '46', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65', '71', '81', '82'],
]);

export const regionCodeSchema = z
  .string('must be a text in quotes, for example "310104"')
  .regex(/^\d{6}$/, 'must be the 6-digit administrative code of the region, for example "310104"')
  .refine((code) => provinces.has(code.slice(0, 2)), 'begins with no known province (GB/T 2260)');

export const schoolCodeSchema = z
  .string('must be a text in quotes, for example "2131000000"')
  .regex(/^\d{10}$/, 'must be the 10-digit school code (学校标识码), for example "2131000000"');

export const roomNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/, 'must be 1 to 32 letters, digits, "-" or "_", for example "r301"');

/** Which room speaks. It is part of every topic, so nothing in it may hold MQTT's own signs (/ + #). */
export const roomAddressSchema = z.strictObject({
  region: regionCodeSchema,
  school: schoolCodeSchema,
  room: roomNameSchema,
});
export type RoomAddress = z.infer<typeof roomAddressSchema>;
