import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** What a program says that asks twice on a terminal of its own (util-linux `script`), where `typed` is typed. */
function asked(typed: string): string {
  const module = JSON.stringify(join(import.meta.dirname, 'ask-hidden.ts'));
  const code = `import(${module}).then(async ({ askAllHidden }) => {
    try { console.log('answers ' + JSON.stringify(await askAllHidden(['first', 'second']))); }
    catch (error) { console.log('ended ' + error.code); }
  })`;
  const command = `'${process.execPath}' -e '${code.replaceAll("'", "'\\''")}'`;
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    input: typed,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return stdout;
}

it('takes both answers when they are pasted at once', () => {
  expect(asked('one two\nthree\n')).toContain('answers ["one two","three"]');
});

it('ends in words on Ctrl-D', () => {
  expect(asked('one\n\u0004')).toContain('ended INTERRUPTED');
});
