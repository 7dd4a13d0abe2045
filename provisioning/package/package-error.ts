export type PackageErrorCode =
  | 'PACKAGE_NOT_A_CLONE'
  | 'PACKAGE_NOT_PREPARED'
  | 'PACKAGE_DEPENDENCY'
  | 'PACKAGE_TOOL'
  | 'PACKAGE_VERSION';

/** The package cannot be built. */
export class PackageError extends Error {
  readonly code: PackageErrorCode;
  constructor(code: PackageErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
