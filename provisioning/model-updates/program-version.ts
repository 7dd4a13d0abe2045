/** Orders versions of three numbers: negative when `a` is older. What stands after them, such as -rc1, does not count. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (const [i, number] of left.entries()) {
    const difference = number - right[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

const numbersOf = (version: string) => (/^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [0, 0, 0, 0]).slice(1).map(Number);
