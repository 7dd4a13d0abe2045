import { createHash } from 'node:crypto';
import type { Manifest } from '../../models/manifest.ts';
import type { Lock, NodePackage } from './node-packages.ts';
import { type Architecture, architectures, PROGRAM } from './packaged-file.ts';

/** Where it lies on an installed machine; named so that scanners of software know it. */
export const BILL_PATH = 'usr/share/doc/lectern/lectern.cdx.json';

export interface BillFacts {
  version: string;
  commit: string;
  /** Seconds since 1970, of the commit. */
  epochS: number;
  architecture: Architecture;
  lock: Lock;
  packages: readonly NodePackage[];
  manifest: Manifest;
  /** Node for the architecture: its version and the integrity of the npm package that brings it. */
  node: { version: string; integrity: string };
}

interface Hash {
  alg: 'SHA-256' | 'SHA-512';
  content: string;
}
interface Component {
  type: 'application' | 'library' | 'platform' | 'machine-learning-model';
  'bom-ref': string;
  name: string;
  version?: string;
  description?: string;
  hashes?: Hash[];
  licenses?: ({ license: { id: string } | { name: string } } | { expression: string })[];
  purl?: string;
  externalReferences?: { type: 'vcs' | 'distribution'; url: string; hashes?: Hash[] }[];
  properties?: { name: string; value: string }[];
}

/**
 * What the package for one architecture is made of, as CycloneDX 1.5 (ECMA-424, JSON): npm packages with the hash of their archives,
 * Node, and the networks with the hash of their files and where they are from. The same commit gives the same bytes: the time is the
 * commit's, and the serial number is made from what the document says.
 */
export function billOfMaterials(facts: BillFacts): string {
  const { version, commit, epochS, architecture, lock, packages, manifest, node } = facts;
  const own = `pkg:deb/lectern/lectern@${version}?arch=${architecture}`;
  const libraries = packages.map((item) => npmComponent(item, lock));
  const components = [...libraries, nodeComponent(node, architecture), ...manifest.models.map(modelComponent)];
  const byPath = new Map(packages.map((item, index) => [item.path, libraries[index]!['bom-ref']]));
  const body = {
    metadata: {
      timestamp: new Date(epochS * 1000).toISOString(),
      component: {
        ...{ type: 'application', 'bom-ref': own, name: 'lectern', version, purl: own },
        licenses: [{ license: { id: 'Apache-2.0' } }],
        properties: [{ name: 'lectern:commit', value: commit }],
      } satisfies Component,
    },
    components,
    dependencies: [
      { ref: own, dependsOn: components.map((component) => component['bom-ref']) },
      ...packages.map((item) => ({ ref: byPath.get(item.path)!, dependsOn: neededBy(item, lock, byPath) })),
    ],
  };
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  const serialNumber = `urn:uuid:${uuidOf(digest)}`;
  return `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', serialNumber, version: 1, ...body }, null, 1)}\n`;
}

function npmComponent({ name, version, licence, path }: NodePackage, { packages }: Lock): Component {
  const integrity = packages[path]?.integrity;
  return {
    ...{ type: 'library', 'bom-ref': path, name, version },
    ...(integrity !== undefined && { hashes: [hashOf(integrity)] }),
    licenses: [licenceOf(licence)],
    purl: npmPurl(name, version),
    properties: [{ name: 'lectern:path', value: `/${PROGRAM}/${path}` }],
  };
}

function nodeComponent({ version, integrity }: BillFacts['node'], architecture: Architecture): Component {
  const name = `node-linux-${architectures[architecture]}`;
  return {
    ...{ type: 'platform', 'bom-ref': 'node', name: 'node', version },
    licenses: [{ license: { id: 'MIT' } }],
    purl: `pkg:generic/node@${version}`,
    externalReferences: [{ type: 'distribution', url: npmPurl(name, version), hashes: [hashOf(integrity)] }],
    properties: [{ name: 'lectern:path', value: `/${PROGRAM}/node/bin/node` }],
  };
}

function modelComponent({ id, title, sha256, source, licences }: Manifest['models'][number]): Component {
  return {
    ...{ type: 'machine-learning-model', 'bom-ref': `model/${id}`, name: id, description: title },
    hashes: [{ alg: 'SHA-256', content: sha256 }],
    licenses: [...new Set(licences.map(({ spdx }) => spdx))].map(
      (spdx) => licenceOf(spdx) as { license: { id: string } },
    ),
    ...('package' in source && {
      externalReferences: [
        { type: 'distribution', url: npmPurl(source.package, source.version), hashes: [hashOf(source.integrity)] },
      ],
    }),
    properties: [
      { name: 'lectern:path', value: `/${PROGRAM}/models/built/${id}.onnx` },
      { name: 'lectern:source', value: 'package' in source ? source.files.join(' ') : `models/${source.file}` },
    ],
  };
}

/** Of what is in the package: what else a package names is for other systems, or for installing it. */
function neededBy({ path }: NodePackage, { packages }: Lock, byPath: ReadonlyMap<string, string>): string[] {
  const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {};
  const found = Object.keys({ ...dependencies, ...optionalDependencies }).flatMap((name) => {
    // As Node looks for it: within the package, then beside it, and further out.
    const places = [
      path,
      ...[...path.matchAll(/\/node_modules\//g)].map(({ index }) => path.slice(0, index)).reverse(),
      '',
    ];
    const place = places.map((each) => `${each && `${each}/`}node_modules/${name}`).find((each) => byPath.has(each));
    return place === undefined ? [] : [byPath.get(place)!];
  });
  return [...new Set(found)].sort();
}

/** https://github.com/package-url/purl-spec: the at sign of a scope is written by percent. */
const npmPurl = (name: string, version: string) => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;

/** npm's integrity: the algorithm and base64. */
function hashOf(integrity: string): Hash {
  const [algorithm, base64 = ''] = integrity.split('-');
  if (algorithm !== 'sha512') throw new Error(`${integrity}: is no SHA-512`);
  return { alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') };
}

/** One licence by its SPDX id, or several as an expression. */
const licenceOf = (spdx: string): NonNullable<Component['licenses']>[number] => {
  if (/^[A-Za-z0-9.+-]+$/.test(spdx) && spdx !== 'unknown') return { license: { id: spdx } };
  return /\b(AND|OR|WITH)\b/.test(spdx) ? { expression: spdx } : { license: { name: spdx } };
};

/** A UUID made of a hash (RFC 9562, version 8). */
const uuidOf = (hex: string) =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
