import type { Gauge } from 'prom-client';

/** One value of a gauge. */
export interface Sample {
  labels?: Record<string, string>;
  value: number;
}

/** A disk that hangs must not hang the page. */
const PATIENCE_MS = 2000;

/**
 * Makes a function that looks a gauge's values up anew. When that fails, or takes too long, the gauge has none: no figure is
 * better than an old one.
 * @returns a function that never rejects
 */
export function collectable(
  gauge: Gauge<string>,
  read: () => Sample[] | Promise<Sample[]>,
  failed: () => void,
): () => Promise<void> {
  return async () => {
    let samples: Sample[] = [];
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('takes too long')), PATIENCE_MS);
    try {
      samples = await Promise.race([read(), late]);
    } catch {
      failed();
    } finally {
      clearTimeout(timer);
    }
    gauge.reset();
    // A gauge without labels is set to 0 by a reset, which would be a figure.
    gauge.remove({});
    for (const { labels = {}, value } of samples) gauge.set(labels, value);
  };
}
