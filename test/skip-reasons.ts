import type { Reporter, TestCase } from 'vitest/node';

/** Says at the end of a run which tests were skipped, and why. */
export default class SkipReasons implements Reporter {
  readonly #skipped: string[] = [];

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state === 'skipped')
      this.#skipped.push(`skipped: ${test.fullName}: ${result.note ?? 'no reason given'}`);
  }

  onTestRunEnd(): void {
    for (const line of this.#skipped) console.log(line);
  }
}
