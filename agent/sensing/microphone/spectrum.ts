/** Power spectra of short pieces of sound, by a radix-2 FFT whose tables are made once. */
export class PowerSpectrum {
  readonly size: number;
  readonly #window: Float64Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint32Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  /** @param size samples in a piece; a power of two */
  constructor(size: number) {
    this.size = size;
    this.#window = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
    this.#cos = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / size));
    const bits = Math.log2(size);
    this.#reversed = Uint32Array.from({ length: size }, (_, i) => {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) if (i & (1 << bit)) reversed |= 1 << (bits - 1 - bit);
      return reversed;
    });
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
  }

  /** Power of the Hann-windowed piece at the frequencies 0 … size/2 (size/2 + 1 values), written to `power`. */
  ofSound(samples: Float32Array, power: Float64Array): void {
    for (let i = 0; i < this.size; i++) {
      this.#re[this.#reversed[i]!] = samples[i]! * this.#window[i]!;
      this.#im[i] = 0;
    }
    this.#transform();
    for (let i = 0; i <= this.size / 2; i++) power[i] = this.#re[i]! ** 2 + this.#im[i]! ** 2;
  }

  /** As ofSound for two pieces at once, for the price of one: one is the real, one the imaginary part of the transform. */
  ofTwo(first: Float32Array, second: Float32Array, firstPower: Float64Array, secondPower: Float64Array): void {
    const [re, im, size] = [this.#re, this.#im, this.size];
    for (let i = 0; i < size; i++) {
      const at = this.#reversed[i]!;
      re[at] = first[i]! * this.#window[i]!;
      im[at] = second[i]! * this.#window[i]!;
    }
    this.#transform();
    for (let i = 0; i <= size / 2; i++) {
      const mirror = (size - i) % size;
      firstPower[i] = ((re[i]! + re[mirror]!) ** 2 + (im[i]! - im[mirror]!) ** 2) / 4;
      secondPower[i] = ((im[i]! + im[mirror]!) ** 2 + (re[i]! - re[mirror]!) ** 2) / 4;
    }
  }

  /** Autocorrelation (lags 0 … size/2) from a power spectrum, by the Wiener-Khinchin theorem. */
  autocorrelation(power: Float64Array, correlation: Float64Array): void {
    for (let i = 0; i < this.size; i++) {
      const mirrored = i <= this.size / 2 ? i : this.size - i;
      this.#re[this.#reversed[i]!] = power[mirrored]!;
      this.#im[i] = 0;
    }
    this.#transform();
    for (let i = 0; i <= this.size / 2; i++) correlation[i] = this.#re[i]! / this.size;
  }

  /** In-place FFT of #re, #im, which are in bit-reversed order. Most of the microphone's own work, so nothing is made in it. */
  #transform(): void {
    const re = this.#re;
    const im = this.#im;
    const cosines = this.#cos;
    const sines = this.#sin;
    const size = this.size;
    for (let half = 1; half < size; half *= 2) {
      const step = size / (2 * half);
      for (let k = 0; k < half; k++) {
        const cos = cosines[k * step]!;
        const sin = sines[k * step]!;
        for (let a = k; a < size; a += 2 * half) {
          const b = a + half;
          const bRe = re[b]! * cos - im[b]! * sin;
          const bIm = re[b]! * sin + im[b]! * cos;
          re[b] = re[a]! - bRe;
          im[b] = im[a]! - bIm;
          re[a]! += bRe;
          im[a]! += bIm;
        }
      }
    }
  }
}

/** A triangular filter: weights of the spectrum's bins from `from` on. */
export interface MelFilter {
  from: number;
  weights: Float64Array;
}

/** Mel filters (O'Shaughnessy's scale: 2595·log10(1 + f/700)) between two frequencies in hertz. */
export function melFilters(
  count: number,
  size: number,
  sampleRate: number,
  lowHz: number,
  highHz: number,
): MelFilter[] {
  const toMel = (hz: number) => 2595 * Math.log10(1 + hz / 700);
  const toBin = (mel: number) => ((700 * (10 ** (mel / 2595) - 1)) / sampleRate) * size;
  const [low, high] = [toMel(lowHz), toMel(highHz)];
  const edges = Array.from({ length: count + 2 }, (_, i) => toBin(low + ((high - low) * i) / (count + 1)));
  return Array.from({ length: count }, (_, i) => {
    const [left, centre, right] = [edges[i]!, edges[i + 1]!, edges[i + 2]!];
    const from = Math.max(0, Math.ceil(left));
    const bins = Math.max(1, Math.floor(right) - from + 1);
    const weights = Float64Array.from({ length: bins }, (_, k) => {
      const bin = from + k;
      return Math.max(0, bin <= centre ? (bin - left) / (centre - left) : (right - bin) / (right - centre));
    });
    return { from, weights };
  });
}

/** The power under a filter. */
export function filteredPower(power: Float64Array, { from, weights }: MelFilter): number {
  let energy = 0;
  for (let k = 0; k < weights.length; k++) energy += power[from + k]! * weights[k]!;
  return energy;
}
