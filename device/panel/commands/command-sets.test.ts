import { expect, it } from 'vitest';
import { AnswerTexts } from './answer-texts.ts';
import { loadCommandSets, parseCommandSets } from './read-command-sets.ts';

it('the shipped sets can be read, and name where they are from', () => {
  const sets = loadCommandSets();
  expect([...sets.keys()]).toEqual(['epson-escvp21', 'benq-projector', 'viewsonic-viewboard', 'smart-board']);
  for (const { source } of sets.values()) expect(source.length).toBeGreaterThan(20);
});

it('what is wrong in a file of one\u2019s own is said with its line', () => {
  expect(() => parseCommandSets('version: 1\nsets:\n  mine:\n    name: Mine\n    sourc: x\n', 'own.yaml')).toThrow(
    /own\.yaml:5: sets\.mine\.sourc: is no setting of a command set/,
  );
  expect(() => parseCommandSets('version: 2\nsets: {}\n', 'own.yaml')).toThrow('own.yaml:1: version: must be 1');
  expect(() => parseCommandSets('a: [', 'own.yaml')).toThrow(/own\.yaml:1: is not valid YAML/);
  expect(() => loadCommandSets('/no/such.yaml')).toThrow(
    /no\/such\.yaml: cannot be read \(ENOENT\); check the setting commands/,
  );
});

// ViewSonic, IFP8662 user guide, example of the get-function listing: 38 30 31 67 32 59 30 30 0D is asked and
// 38 30 31 72 32 59 31 37 0D answered; Epson, EB-Z10005U: the answer, a carriage return, and a colon.
it.each([
  ['801r2Y17\r', ['\r'], ['801r2Y17']],
  ['PWR=01\r:', [':', '\r'], ['PWR=01', ':']],
  ['\r\n*POW=ON#\r\n', ['#', '\r'], ['*POW=ON#']],
  [`${'x'.repeat(500)}\rERR\r:`, [':', '\r'], ['ERR', ':']],
])('answers are cut where they end: %j', (said, ends, texts) => {
  expect(new AnswerTexts(ends).take(Buffer.from(said, 'latin1'))).toEqual(texts);
  const slow = new AnswerTexts(ends);
  expect([...said].flatMap((character) => slow.take(Buffer.from(character, 'latin1')))).toEqual(texts);
});
