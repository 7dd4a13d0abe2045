/** Why a device cannot be used at present. Every one of them may pass: the device is tried again. */
export const deviceFaultCodes = [
  /** Nothing is plugged in where the device should be, or its address does not answer. */
  'DEVICE_ABSENT',
  /** The port may not be opened by this user. */
  'DEVICE_FORBIDDEN',
  /** Another program holds the port. */
  'DEVICE_BUSY',
  /** The port, or the device behind it, was lost while it was used. */
  'DEVICE_LOST',
  /** The port is open and nothing answers. */
  'DEVICE_SILENT',
  /** What comes in is damaged, or no answer of such a device. */
  'DEVICE_GARBLED',
  /** More comes in than such a device can have to say: its port is closed for a while. */
  'DEVICE_FLOODS',
  /** The device answers and refuses, or says itself that it is not well. */
  'DEVICE_REFUSED',
  /** What it says of the room cannot be, or never changes. */
  'DEVICE_IMPLAUSIBLE',
  /** What it is set to be is not known, or the file that describes it cannot be used. */
  'DEVICE_UNKNOWN',
] as const;
export type DeviceFaultCode = (typeof deviceFaultCodes)[number];

/** `message` says what is wrong, where, and what to do. */
export class DeviceFault extends Error {
  readonly code: DeviceFaultCode;
  constructor(code: DeviceFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
