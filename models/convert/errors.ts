import { ModelError } from '../errors.ts';

/** The graph uses something the converter has no mapping for; converting it anyway would give a wrong model. */
export class UnsupportedOperation extends ModelError {
  readonly code = 'MODEL_OPERATION_UNSUPPORTED';

  constructor(op: string, node: string, detail: string) {
    super(`Cannot convert the operation ${op} (node "${node}"): ${detail}. Add a mapping under models/convert/ops/.`);
  }
}

/** The model.json or its weight file is damaged or not a TF.js graph model. */
export class SourceInvalid extends ModelError {
  readonly code = 'MODEL_SOURCE_INVALID';

  constructor(path: string, detail: string) {
    super(`${path} is not a TF.js graph model this converter can read: ${detail}.`);
  }
}

/** The manifest asks for an output the graph does not have. */
export class MissingOutput extends ModelError {
  readonly code = 'MODEL_OUTPUT_MISSING';

  constructor(name: string, present: readonly string[]) {
    super(`The graph has no output "${name}", only ${present.join(', ')}. Correct the outputs in models.json.`);
  }
}
