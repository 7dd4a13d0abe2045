import { BUILT_DIR, builtPath } from '../../models/built-models.ts';
import { readManifest } from '../../models/manifest.ts';
import { folderSource } from '../../provisioning/model-updates/bundle-source.ts';
import { installBundle } from '../../provisioning/model-updates/install-bundle.ts';
import { ModelGenerations } from '../../provisioning/model-updates/model-generations.ts';
import { trustedKeysOf } from '../../provisioning/model-updates/signature.ts';

/** Installs a bundle and switches to it, to be killed at any moment: FOLDER BUNDLE PEM; says what it has done. */
const [folder = '', bundle = '', pem = ''] = process.argv.slice(2);
const generations = new ModelGenerations(folder);
process.send?.('begun');
await installBundle({
  source: folderSource(bundle),
  keys: trustedKeysOf(pem, 'argument'),
  generations,
  program: { version: '0.1.0', manifest: await readManifest(), builtPath: (id) => builtPath(BUILT_DIR, id) },
  signal: new AbortController().signal,
});
process.send?.('installed');
generations.switchToNext();
process.send?.('switched');
process.disconnect();
