/**
 * How much a series grows from one value to the next, by least squares; 0 where no life has two values.
 * @param lives the values of each process one after the other: what one begins with does not matter to the others
 */
export function slopeOf(...lives: (readonly number[])[]): number {
  let [covariance, variance] = [0, 0];
  for (const values of lives) {
    const meanX = (values.length - 1) / 2;
    const meanY = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    for (const [x, y] of values.entries()) {
      covariance += (x - meanX) * (y - meanY);
      variance += (x - meanX) ** 2;
    }
  }
  return variance === 0 ? 0 : covariance / variance;
}
