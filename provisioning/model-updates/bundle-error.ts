/**
 * - `MODEL_BUNDLE_INVALID`: the list of the bundle is none, or says what the format does not allow
 * - `MODEL_BUNDLE_UNSIGNED`, `MODEL_BUNDLE_FOREIGN`: nobody has signed it; a key has that is not trusted here
 * - `MODEL_BUNDLE_TAMPERED`: a file or the list is not what was signed
 * - `MODEL_BUNDLE_OLDER`: the room has a newer one, or this one
 * - `MODEL_BUNDLE_UNFIT`: made for another version of the program, or another model
 * - `MODEL_BUNDLE_REFUSED`: it was tried here before, and given up
 * - `MODEL_BUNDLE_UNREACHABLE`: cannot be read or fetched; trying again may help
 * - `MODEL_KEYS_UNUSABLE`: the file of trusted keys cannot be used
 * - `MODEL_TEST_FAILED`, `MODEL_TOO_SLOW`: what came of trying its models on this machine
 * - `MODEL_UPDATE_BUSY`: another update is under way
 */
export type BundleErrorCode =
  | `MODEL_BUNDLE_${'INVALID' | 'UNSIGNED' | 'FOREIGN' | 'TAMPERED' | 'OLDER' | 'UNFIT' | 'REFUSED' | 'UNREACHABLE'}`
  | 'MODEL_KEYS_UNUSABLE'
  | 'MODEL_TEST_FAILED'
  | 'MODEL_TOO_SLOW'
  | 'MODEL_UPDATE_BUSY'
  | 'MODEL_DISK';

/** A bundle of models that cannot be had; the models in use go on. */
export class BundleError extends Error {
  readonly code: BundleErrorCode;
  constructor(code: BundleErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
