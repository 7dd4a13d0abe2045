/** - `ERASE_REFUSED`: it must not be erased now, or not like this · `ERASE_DISK`: something is left that could not be removed */
export class EraseError extends Error {
  readonly code: 'ERASE_REFUSED' | 'ERASE_DISK';
  constructor(code: EraseError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
