import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fuzzedParsers } from './registry.ts';

const root = join(import.meta.dirname, '../..');
const sources = globSync('{agent,device,hub,provisioning,models}/**/*.ts', { cwd: root }).filter(
  (path) =>
    !/\.test\.ts$|\/testing\/|^agent\/screen\/page\/|^models\/(training|convert|tools)\/|^provisioning\/package\//.test(
      path,
    ),
);
const text = (path: string) => readFileSync(join(root, path), 'utf8');

/** Exported functions and schemas that look like parsers and read nothing from outside, or through one that is known. */
const passedOver: Record<string, string> = {
  'agent/config/network-port.ts#readNetworkPort': 'reads two PEM files that Node’s TLS parses',
  'agent/sync/link-files.ts#readLinkFiles': 'reads three PEM files that Node’s TLS parses',
  'agent/sensing/camera/student-judges.ts#loadStudentJudges': 'a file of the program',
  'agent/sensing/microphone/load-talk-classifier.ts#loadTalkClassifier': 'files of the program',
  'agent/demo/lesson-film.ts#readFilmTruth': 'a file of the program',
  'models/manifest.ts#readManifest': 'a file of the program',
  'models/session.ts#loadModel': 'models are believed by their hash before they are loaded',
};

/** What a name alone tells: a function that reads or parses. */
const PARSER = /^export (?:async )?function ((?:parse|read|decode|load)[A-Z]\w*)/gm;
/** A message's schema, by what is done with it: the bytes of another process or machine are parsed by it. */
const MESSAGE = /^export const (\w+(?:Report|Order|Request|Message|News)Schema) = z\./gm;

const found = sources.flatMap((path) =>
  [
    ...text(path).matchAll(PARSER),
    ...(/-message\.ts$/.test(path) && !path.startsWith('provisioning/contract') ? text(path).matchAll(MESSAGE) : []),
  ].map(([, name]) => `${path}#${name}`),
);
const covered = new Set(fuzzedParsers.flatMap(({ covers }) => covers));
/** A schema within another one's file is read by way of that one. */
const within = new Set([
  'agent/sensing/process/sensor-message.ts#sourceNewsSchema',
  'device/process/device-message.ts#driverNewsSchema',
]);

it('knows every exported function that parses or reads, and every schema of messages between processes', () => {
  expect(found.length).toBeGreaterThan(50);
  const unknown = found.filter((each) => !covered.has(each) && !(each in passedOver) && !within.has(each));
  expect(unknown).toEqual([]);
});

it('names only what is there', () => {
  const missing = [...covered, ...Object.keys(passedOver)].filter((each) => {
    const [path, name] = each.split('#') as [string, string];
    return (
      !sources.includes(path) || !new RegExp(`^export (async )?(function|const|class) ${name}\\b`, 'm').test(text(path))
    );
  });
  expect(missing).toEqual([]);
});

it('has each parser under a name of its own', () => {
  const names = fuzzedParsers.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z][a-z0-9-]*$/.test(name))).toEqual([]);
});
