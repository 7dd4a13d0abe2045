/** Options of ours that stand alone; every other one takes the word after it. */
const FLAGS = new Set(['-hide_banner', '-nostdin', '-re', '-an', '-vn', '-sn', '-dn', '-show_streams']);

/** What ffmpeg reads an argument list as: options with their values, and outputs, which are words of their own. */
export function readArguments(args: readonly string[]): { options: Map<string, string[]>; outputs: string[] } {
  const options = new Map<string, string[]>();
  const outputs: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (!word.startsWith('-')) outputs.push(word);
    else if (!FLAGS.has(word)) options.set(word, [...(options.get(word) ?? []), args[++i]!]);
  }
  return { options, outputs };
}
