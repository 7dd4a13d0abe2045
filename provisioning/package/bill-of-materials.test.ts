import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readManifest } from '../../models/manifest.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { importedPackages, neededPackages, readLock } from './node-packages.ts';
import runtimes from './node-runtimes.json' with { type: 'json' };
import { programFiles } from './program-files.ts';

const repository = join(import.meta.dirname, '../..');
const lock = readLock(repository);
const packages = neededPackages(lock, importedPackages(programFiles(repository)));
const manifest = await readManifest();
const facts = {
  ...{ version: '9.9.9', commit: 'c'.repeat(40), epochS: 1_790_000_000, architecture: 'amd64' as const },
  ...{ lock, packages, manifest, node: { version: runtimes.version, integrity: runtimes.x64 } },
};

/** Of CycloneDX 1.5 (bom-1.5.schema.json) what is used here; as there, nothing else may stand beside it. */
const hash = z.discriminatedUnion('alg', [
  z.strictObject({ alg: z.literal('SHA-256'), content: z.string().regex(/^[a-f0-9]{64}$/) }),
  z.strictObject({ alg: z.literal('SHA-512'), content: z.string().regex(/^[a-f0-9]{128}$/) }),
]);
const license = z.strictObject({
  license: z.union([z.strictObject({ id: z.string().min(1) }), z.strictObject({ name: z.string().min(1) })]),
});
const component = z.strictObject({
  type: z.enum(['application', 'library', 'platform', 'machine-learning-model']),
  'bom-ref': z.string().min(1),
  name: z.string(),
  version: z.string().optional(),
  description: z.string().optional(),
  hashes: z.array(hash).optional(),
  // Either licences or one expression.
  licenses: z.union([z.array(license), z.tuple([z.strictObject({ expression: z.string() })])]).optional(),
  purl: z
    .string()
    .regex(/^pkg:[a-z]+\/[^\s@]+@[^\s@]+$/)
    .optional(),
  externalReferences: z
    .array(z.strictObject({ type: z.enum(['vcs', 'distribution']), url: z.string(), hashes: z.array(hash) }))
    .optional(),
  properties: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
});
const bomSchema = z.strictObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.5'),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
  version: z.int(),
  metadata: z.strictObject({ timestamp: z.iso.datetime(), component }),
  components: z.array(component),
  dependencies: z.array(z.strictObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

const text = billOfMaterials(facts);
const bom = bomSchema.parse(JSON.parse(text));
const refs = bom.components.map((each) => each['bom-ref']);

describe('the bill of materials', () => {
  it('has every npm package, network and runtime of the package, each once, with hash and licence', () => {
    expect(refs).toEqual([
      ...packages.map(({ path }) => path),
      'node',
      ...manifest.models.map(({ id }) => `model/${id}`),
    ]);
    expect(new Set(refs).size).toBe(refs.length);
    for (const each of bom.components) {
      expect(each.hashes ?? each.externalReferences?.[0]?.hashes, each.name).toHaveLength(1);
      expect(each.licenses?.length, each.name).toBeGreaterThan(0);
      expect(JSON.stringify(each.licenses), each.name).not.toContain('unknown');
      if (each.type === 'library') expect(each.purl).toBe(`pkg:npm/${each.name.replace('@', '%40')}@${each.version}`);
    }
    const fastify = bom.components.find(({ name }) => name === 'fastify')!;
    const integrity = lock.packages['node_modules/fastify']!.integrity!;
    expect(fastify.hashes).toEqual([
      { alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') },
    ]);
  });

  it('says what needs what, in names that are there', () => {
    const known = new Set([...refs, bom.metadata.component['bom-ref']]);
    expect(
      bom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !known.has(ref)),
    ).toEqual([]);
    expect(bom.dependencies.find(({ ref }) => ref === 'node_modules/xml2js')?.dependsOn).toContain('node_modules/sax');
  });

  it('has the same bytes for the same commit, and another number for another', () => {
    expect(billOfMaterials({ ...facts, packages: [...packages] })).toBe(text);
    const serial = (version: string) =>
      bomSchema.parse(JSON.parse(billOfMaterials({ ...facts, version }))).serialNumber;
    expect(serial('9.9.9')).toBe(bom.serialNumber);
    expect(serial('9.9.10')).not.toBe(bom.serialNumber);
  });
});
