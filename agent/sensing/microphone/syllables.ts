import { LEVEL_FLOOR_DBFS, MEL_BANDS, MEL_STEP_DB, type SoundFrames, SPECTRA } from './sound-frames.ts';

/** The bands where vowels are, about 280–3300 Hz: hiss lies above and hum below. */
const VOWEL_BANDS = { from: 3, to: 28 };
/** Loudness grows with this power of energy (Stevens 1957): a vowel in many bands is louder than a hum in one. */
const LOUDNESS_EXPONENT = 0.3;
/** Of a band's energy, what is there nine tenths of the time is the room's. */
const ROOM_QUANTILE = 0.1;
/** What is softer than the room by more than this is as soft as that: the dips in nothing are no dips. */
const BELOW_ROOM_DB = 3;

/** A nucleus is louder than what is before and after it by this, … */
const DIP_DB = 1.25;
/** … louder than the room by this, … */
const OVER_ROOM_DB = 8;
/** … not softer by this than the loudest within a second on either side, … */
const BELOW_LOUDEST_DB = 20;
const LOUDEST_REACH = 60;
/** … and voiced. */
const LEAST_HARMONICITY = 0.4;

/**
 * Where the nuclei of syllables are: peaks of loudness that are voiced and have a dip on either side (de Jong & Wempe
 * 2009), with the levels told from the room and from the speech nearby instead of from the whole recording, because a
 * teacher walks and a room is never silent. It counts voices of whatever kind: who speaks is for others to say.
 *
 * On made speech not fitted to, the count is off by 3 % in clean Mandarin and 5–7 % with echoes (.6 s) and noise; fast
 * Spanish (6 syllables a second) loses 10 %, because dips vanish between vowels that meet.
 * @returns 1 for each frame that holds a nucleus, else 0
 */
export function syllableFrames(frames: SoundFrames): Uint8Array {
  const nuclei = new Uint8Array(frames.length);
  const { loudness, room } = vowelLoudness(frames);
  const isNucleus = (peak: number) =>
    loudness[peak]! > room + OVER_ROOM_DB &&
    loudness[peak]! > loudestAround(loudness, peak) - BELOW_LOUDEST_DB &&
    harmonicityAt(frames, peak) > LEAST_HARMONICITY;
  let rising = false;
  // The highest since it rises, the lowest since it falls.
  let turn = 0;
  const pass = (peak: number) => {
    if (isNucleus(peak)) nuclei[Math.floor(peak / SPECTRA)] = 1;
  };
  for (let i = 0; i < loudness.length; i++) {
    const change = loudness[i]! - loudness[turn]!;
    if (rising ? change > 0 : change < 0) turn = i;
    else if (Math.abs(change) >= DIP_DB) {
      if (rising) pass(turn);
      rising = !rising;
      turn = i;
    }
  }
  if (rising) pass(turn);
  return nuclei;
}

/** How loud each spectrum is in the vowels' bands, and how loud the room is in them, both on one scale of decibels. */
function vowelLoudness(frames: SoundFrames): { loudness: Float32Array; room: number } {
  const room = roomEnergies(frames);
  const bands = VOWEL_BANDS.to - VOWEL_BANDS.from;
  const toDb = (sum: number) => (10 / LOUDNESS_EXPONENT) * Math.log10(sum / bands + 1e-9);
  const roomDb = toDb(room.reduce((sum, energy) => sum + energy ** LOUDNESS_EXPONENT, 0));
  // Bands hold one of 256 values: their loudness over the room's is reckoned once.
  const tables = room.map((energy) => ENERGIES.map((heard) => Math.max(0, heard - energy) ** LOUDNESS_EXPONENT));
  const rough = Float32Array.from({ length: frames.length * SPECTRA }, (_, i) => {
    let sum = 0;
    for (let band = 0; band < bands; band++) {
      sum += tables[band]![frames.mel[i * MEL_BANDS + VOWEL_BANDS.from + band]!]!;
    }
    return Math.max(roomDb - BELOW_ROOM_DB, toDb(sum));
  });
  return {
    loudness: rough.map((now, i) => (now * 2 + (rough[i - 1] ?? now) + (rough[i + 1] ?? now)) / 4),
    room: roomDb,
  };
}

const ENERGIES = Float64Array.from({ length: 256 }, (_, step) => 10 ** ((step * MEL_STEP_DB + LEVEL_FLOOR_DBFS) / 10));

/** The room's energy in each of the vowels' bands. */
function roomEnergies({ mel, length }: SoundFrames): number[] {
  return Array.from({ length: VOWEL_BANDS.to - VOWEL_BANDS.from }, (_, band) => {
    const counts = new Uint32Array(256);
    const spectra = length * SPECTRA;
    for (let i = 0; i < spectra; i++) counts[mel[i * MEL_BANDS + VOWEL_BANDS.from + band]!]!++;
    let step = 0;
    for (let below = counts[0]!; below < ROOM_QUANTILE * spectra; below += counts[step]!) step++;
    return ENERGIES[step]!;
  });
}

function loudestAround(loudness: Float32Array, at: number): number {
  return Math.max(...loudness.subarray(Math.max(0, at - LOUDEST_REACH), at + LOUDEST_REACH + 1));
}

/** A spectrum lies at its frame's beginning or in its middle, where the next one's pitch is as near. */
function harmonicityAt({ harmonicity }: SoundFrames, spectrum: number): number {
  const frame = Math.floor(spectrum / SPECTRA);
  return Math.max(harmonicity[frame]!, harmonicity[frame + 1] ?? 0);
}
