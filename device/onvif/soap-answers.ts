import { z } from 'zod';
import { safeParse } from '../../agent/lesson/outside-data.ts';
import { countOf, one, printable, textOf } from './soap-document.ts';

/** The messages of a camera that are read, from SOAP bodies to plain values. Names and sizes are bounded here. */

const NAME = 120;
/** A network video recorder has many profiles; a classroom's camera has two or three. */
export const MOST_PROFILES = 32;

export const deviceInformationSchema = z
  .object({
    GetDeviceInformationResponse: one(
      z.object({
        Manufacturer: one(textOf(NAME)).catch(''),
        Model: one(textOf(NAME)).catch(''),
        FirmwareVersion: one(textOf(NAME)).catch(''),
        SerialNumber: one(textOf(NAME)).catch(''),
      }),
    ),
  })
  .transform(({ GetDeviceInformationResponse: { Manufacturer, Model, FirmwareVersion, SerialNumber } }) => ({
    manufacturer: Manufacturer,
    model: Model,
    firmware: FirmwareVersion,
    serial: SerialNumber,
  }));
export type DeviceInformation = z.output<typeof deviceInformationSchema>;

const side = one(countOf(20_000)).catch(null);
const videoEncoder = one(
  z.object({
    Encoding: one(textOf(40)).catch(''),
    Resolution: one(z.object({ Width: side, Height: side })).catch({ Width: null, Height: null }),
    RateControl: one(z.object({ FrameRateLimit: one(countOf(1000)).catch(null) })).catch({ FrameRateLimit: null }),
  }),
).optional();
const audioEncoder = one(z.object({ Encoding: one(textOf(40)).catch('') })).optional();

/** Media 1 hangs the encoders on the profile, Media 2 (since 2018) on its `Configurations`. */
const encoders = z.object({
  VideoEncoderConfiguration: videoEncoder,
  AudioEncoderConfiguration: audioEncoder,
  Configurations: one(z.object({ VideoEncoder: videoEncoder, AudioEncoder: audioEncoder })).optional(),
});

const profileSchema = encoders
  .extend({ $: z.object({ token: z.string().min(1).max(NAME) }), Name: one(textOf(NAME)).catch('') })
  .transform(({ $, Name, VideoEncoderConfiguration, AudioEncoderConfiguration, Configurations }) => {
    const video = VideoEncoderConfiguration ?? Configurations?.VideoEncoder;
    const audio = AudioEncoderConfiguration ?? Configurations?.AudioEncoder;
    return {
      token: $.token,
      name: Name || printable($.token, NAME),
      codec: video?.Encoding || null,
      width: video?.Resolution.Width ?? null,
      height: video?.Resolution.Height ?? null,
      framesPerS: video?.RateControl.FrameRateLimit ?? null,
      /** The sound's codec; null for a silent stream. */
      sound: audio ? audio.Encoding || '?' : null,
    };
  });
export type CameraProfile = z.output<typeof profileSchema>;

export const profilesSchema = z
  .object({ GetProfilesResponse: one(z.object({ Profiles: z.array(z.unknown()).default([]) })) })
  .transform(({ GetProfilesResponse: { Profiles } }) => ({
    profiles: Profiles.slice(0, MOST_PROFILES).flatMap((profile) => safeParse(profileSchema, profile).data ?? []),
    /** How many the camera has and did not get a place here. */
    more: Math.max(0, Profiles.length - MOST_PROFILES),
  }));

const addressText = one(z.string().trim().max(2000));

export const streamUriSchema = z
  .object({
    GetStreamUriResponse: one(
      z.union([
        z.object({ MediaUri: one(z.object({ Uri: addressText })) }).transform(({ MediaUri }) => MediaUri.Uri),
        z.object({ Uri: addressText }).transform(({ Uri }) => Uri),
      ]),
    ),
  })
  .transform(({ GetStreamUriResponse }) => GetStreamUriResponse);
