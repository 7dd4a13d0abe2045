import type { Manifest } from '../../models/manifest.ts';
import { type LicenceText, licenceTextIn, licenceTextOf } from './licence-texts.ts';
import type { NodePackage } from './node-packages.ts';
import { PROGRAM } from './packaged-file.ts';

/** Licences whose text Debian keeps on every machine. */
const COMMON = ['Apache-2.0', 'MPL-2.0', 'CC0-1.0'];

/** Where else the text of a licence is, for those that neither Debian keeps nor a package brings. */
const ELSEWHERE: Record<string, string> = {
  'CC-BY-SA-3.0': `Creative Commons Attribution-ShareAlike 3.0 Unported, https://creativecommons.org/licenses/by-sa/3.0/legalcode\nYou may share and adapt it, also commercially, if you name whose it is (agent/demo/film/CREDITS.md, installed beside it), say what\nyou changed, and give what you make of it under the same licence.`,
};

const FILM = `${PROGRAM}/agent/demo/film`;

interface Stanza {
  files: string;
  holders: readonly string[];
  licence: string;
  comment?: string;
}

/**
 * Debian's machine-readable copyright file (https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/): our own files, the
 * film, the networks by their list, Node, and each npm package by its own licence file.
 * @param nodeLicence LICENSE of the Node that is brought along
 */
export function copyrightFile(
  repository: string,
  { models }: Manifest,
  packages: readonly NodePackage[],
  nodeLicence: string,
): string {
  const texts = new Map<string, string>(Object.entries(ELSEWHERE));
  const stanzas: Stanza[] = [
    { files: '*', holders: ['The authors of Lectern'], licence: 'Apache-2.0' },
    {
      files: `${FILM}/student.mp4 ${FILM}/teacher.mp4`,
      holders: ['MakeHuman team', 'The authors of Lectern'],
      licence: 'CC0-1.0',
    },
    {
      files: `${FILM}/room.opus`,
      holders: [
        ...['2003-2010 Allison Smith', '2006-2008 June Wallack', '2012 Carlo Flora', '2010 Maxim Topal'],
        'The authors of Lectern',
      ],
      licence: 'CC-BY-SA-3.0',
      comment: 'Of Asterisk core sounds; who recorded what is in CREDITS.md beside it.',
    },
    ...models.map(({ id, title, licences }) => ({
      files: `${PROGRAM}/models/built/${id}.onnx`,
      holders: [...new Set(licences.map(({ holder }) => holder))],
      licence: [...new Set(licences.map(({ spdx }) => spdx))].join(' and '),
      comment: `${title}. ${licences.map(({ covers, spdx, text }) => `${covers}: ${spdx} (${text})`).join('; ')}`,
    })),
    {
      files: `${PROGRAM}/node/*`,
      holders: ['Node.js contributors'],
      licence: 'Node',
      comment: 'The terms of what Node itself is made of are in the same text.',
    },
    ...packages.map((item) => npmStanza(item, licenceTextIn(repository, item), texts)),
  ];
  texts.set('Node', nodeLicence);
  const used = new Set(stanzas.flatMap(({ licence }) => licence.split(/ and | or /)));
  return [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: Lectern',
    ...stanzas.map(stanzaText),
    ...[...used].sort().map((licence) => `License: ${licence}\n${indented(termsOf(licence, texts))}`),
    '',
  ].join('\n\n');
}

function npmStanza(item: NodePackage, { holders, terms }: LicenceText, texts: Map<string, string>): Stanza {
  const { name, version, path } = item;
  const licence = item.licence.replace(/[()]/g, '').replaceAll(' OR ', ' or ').replaceAll(' AND ', ' and ');
  if (terms !== null && !licence.includes(' ') && !texts.has(licence)) texts.set(licence, terms);
  return {
    files: `${PROGRAM}/${path}/*`,
    holders: holders.length > 0 ? holders : [`the authors of ${name}`],
    licence,
    comment: `npm package ${name} ${version}`,
  };
}

function termsOf(licence: string, texts: ReadonlyMap<string, string>): string {
  if (COMMON.includes(licence)) return `On Debian systems the full text is in /usr/share/common-licenses/${licence}.`;
  const text = texts.get(licence);
  if (text === undefined) throw new Error(`the terms of ${licence} are in no package; name them in copyright-file.ts`);
  return licenceTextOf(text).terms ?? text;
}

function stanzaText({ files, holders, licence, comment }: Stanza): string {
  const [first, ...others] = holders;
  return [
    `Files: ${files}`,
    `Copyright: ${[first, ...others.map((holder) => `           ${holder}`)].join('\n')}`,
    `License: ${licence}`,
    ...(comment ? [`Comment: ${comment}`] : []),
  ].join('\n');
}

/** Continuation lines begin with a blank, and an empty one is a full stop. */
const indented = (text: string) =>
  text
    .split('\n')
    .map((line) => (line.trim() === '' ? ' .' : ` ${line.trimEnd()}`))
    .join('\n');
