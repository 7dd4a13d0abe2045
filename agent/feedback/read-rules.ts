import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from './rule.ts';
import { MOST_BYTES, parseRules } from './rule-file.ts';
import { RuleFileError } from './rule-file-error.ts';

/** The built-in set; its head describes the format. */
export const builtInRulesPath = join(import.meta.dirname, 'rules.yaml');

export interface ReadRules {
  rules: readonly Rule[];
  /** Why the region's file is not used; the rules are then the built-in ones. */
  problem: RuleFileError | null;
}

/** The region's rules, which take the place of the built-in ones; or the built-in ones when there is no file, or a bad one. */
export function readRules(file: string | undefined): ReadRules {
  const builtIn = () => loadRules(builtInRulesPath);
  if (file === undefined) return { rules: builtIn(), problem: null };
  try {
    return { rules: loadRules(file), problem: null };
  } catch (error) {
    if (!(error instanceof RuleFileError)) throw error;
    return { rules: builtIn(), problem: error };
  }
}

/** @throws RuleFileError when the file cannot be read, or not be used */
export function loadRules(file: string): readonly Rule[] {
  return parseRules(textOf(file), file);
}

function textOf(file: string): string {
  let bytes: Buffer;
  try {
    // Looked at before it is read: a film given by mistake does not fit into memory, and a device has no end.
    const { size, isFile } = sizeOf(file);
    if (!isFile) throw new RuleFileError(file, [{ reason: '不是文件 / is no file' }]);
    if (size > MOST_BYTES) {
      const most = `${MOST_BYTES / 1024} kB`;
      throw new RuleFileError(file, [{ reason: `文件超过 ${most} / is larger than ${most}` }]);
    }
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof RuleFileError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new RuleFileError(file, [{ reason: `无法读取 / cannot be read (${code})` }]);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RuleFileError(file, [{ reason: '不是 UTF-8 文字 / is not text in UTF-8' }]);
  }
}

function sizeOf(file: string): { size: number; isFile: boolean } {
  const stats = statSync(file);
  return { size: stats.size, isFile: stats.isFile() };
}
