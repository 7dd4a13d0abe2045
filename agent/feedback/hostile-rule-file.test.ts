import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { builtInRulesPath } from './read-rules.ts';
import { MOST_BYTES, parseRules } from './rule-file.ts';
import { RuleFileError } from './rule-file-error.ts';

/** What is said of a wrong file, each problem a line. */
function complaints(text: string): string[] {
  try {
    parseRules(text, 'region.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(RuleFileError);
    return (error as Error).message.split('\n');
  }
  throw new Error('nothing is said to be wrong');
}

describe('a file that would do harm', () => {
  it('by its size is not read', () => {
    expect(complaints(`#${'x'.repeat(MOST_BYTES)}`)).toEqual([expect.stringMatching(/larger than 512 kB/)]);
  });

  const rulesBomb: Fault = {
    part: 'rules',
    kind: 'overload',
    fault: 'a small file that unfolds to a huge one',
    seen: { code: 'RULES_UNREADABLE' },
    lost: 'findings by the region’s rules: the built-in ones are used',
    recovers: 'with a file without anchors and aliases',
  };
  it('by aliases is not unfolded', shows(rulesBomb), () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefghi'.split('').map((name, index) => {
        const last = 'abcdefgh'[index];
        return `${name}: &${name} [${Array(9).fill(`*${last}`).join(', ')}]`;
      }),
    ];
    expect(complaints(bomb.join('\n'))[0]).toMatch(/^region\.yaml:1:\d+: .*anchors and aliases/);
  });

  it.each(['[', '- ', '{a: ', '"', '&a ', '? '])('of nothing but %j is refused', (part) => {
    expect(complaints(part.repeat(20_000))[0]).toMatch(/YAML/);
  });
});

describe('whatever a file holds', () => {
  const builtIn = readFileSync(builtInRulesPath, 'utf8');
  const isReadOrRefused = (text: string) => {
    try {
      expect(parseRules(text, 'region.yaml').length).toBeGreaterThan(0);
    } catch (error) {
      if (!(error instanceof RuleFileError)) throw error;
      expect(error.message.split('\n').every((line) => line.startsWith('region.yaml'))).toBe(true);
    }
  };

  it('it is read or refused', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), isReadOrRefused), { numRuns: 300 });
    fc.assert(
      fc.property(fc.json(), (json) => isReadOrRefused(`{"version": 1, "rules": [${json}]}`)),
      { numRuns: 300 },
    );
  });

  it('the built-in rules with parts cut out, put elsewhere or replaced are read or refused', () => {
    // A few rules are enough to break, and quicker read.
    const head = builtIn.indexOf('version: 1\nrules:');
    const text = builtIn.slice(head, builtIn.indexOf('  # 讲与听'));
    const at = fc.integer({ min: 0, max: text.length });
    const scrap = fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ': ',
        '- ',
        '\n',
        '"',
        '&a',
        '*a',
        '!!set',
        '{moment.when}',
        '#',
        '\t',
        '__proto__: 1',
      ),
      fc.tuple(at, fc.integer({ min: 0, max: 300 })).map(([from, length]) => text.slice(from, from + length)),
    );
    fc.assert(
      fc.property(at, fc.integer({ min: 0, max: 80 }), scrap, (from, cut, other) =>
        isReadOrRefused(text.slice(0, from) + other + text.slice(from + cut)),
      ),
      { numRuns: 400 },
    );
  });
});
