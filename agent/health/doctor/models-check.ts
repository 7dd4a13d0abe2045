import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Check, fail, ok } from './check.ts';

const stampsSchema = z.record(z.string().regex(/^[\w-]+$/), z.object({ bytes: z.int().positive() }));

/**
 * Whether set-up has made the models, as its list of them says.
 * @param folder `models/built`
 */
export function modelsCheck(folder: string): Check {
  return {
    id: 'models',
    zh: '模型已准备',
    en: 'models are prepared',
    examine: async () => {
      const zh = '请重新安装：sudo apt-get install --reinstall lectern（源代码目录：npm run models）';
      const en = 'install again: sudo apt-get install --reinstall lectern (in a folder of the sources: npm run models)';
      const stamps = await readStamps(folder);
      const models = Object.entries(stamps ?? {});
      if (models.length === 0) return fail(stamps ? 'none' : `${folder}: no list of models`, zh, en);
      const sizes = await Promise.all(
        models.map(([id]) =>
          stat(join(folder, `${id}.onnx`)).then(
            ({ size }) => size,
            () => null,
          ),
        ),
      );
      const wrong = models.flatMap(([id, { bytes }], index) => {
        if (sizes[index] === bytes) return [];
        return [`${id} (${sizes[index] === null ? 'missing' : `${sizes[index]} bytes instead of ${bytes}`})`];
      });
      if (wrong.length > 0) return fail(wrong.join(', '), zh, en);
      const mebibytes = Math.round(models.reduce((sum, [, { bytes }]) => sum + bytes, 0) / 1024 ** 2);
      return ok(`${models.length} models, ${mebibytes} MiB`);
    },
  };
}

async function readStamps(folder: string) {
  try {
    return stampsSchema.parse(JSON.parse(await readFile(join(folder, 'stamps.json'), 'utf8')));
  } catch {
    return null;
  }
}
