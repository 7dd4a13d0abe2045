"""Labelled lessons as a stock of voices: where one voice, or many, can be cut out."""
import json
import subprocess

import numpy as np
from scipy.signal import resample_poly

from made_sound import RATE


def decode(path):
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"],
        capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.float32)


def base_voice(truth):
    return truth["teacher"].split("@")[0]


class Source:
    """A labelled lesson and where in it one voice, or many, can be cut out."""

    def __init__(self, path):
        self.name = path.stem
        self.truth = json.loads(path.read_text())
        self.voice = base_voice(self.truth)
        audio = next(p for p in (path.with_suffix(s) for s in (".opus", ".wav", ".flac")) if p.exists())
        self.samples = (decode(audio) * 32767).astype(np.int16)
        spans = {c: [(a, b) for a, b, k in self.truth["talk"] if k == c and b - a >= 1.0]
                 for c in ("teacher", "student", "chorus", "group")}
        self.phrases = {c: [self._phrases(a, b) for a, b in s] for c, s in spans.items()}

    def _phrases(self, start, end):
        """Stretches of voice inside [start, end), pauses under 0.15 s bridged."""
        phrases = []
        for a, b in self.truth["voice"]:
            if b <= start or a >= end:
                continue
            if phrases and a - phrases[-1][1] < 0.15:
                phrases[-1][1] = b
            else:
                phrases.append([max(a, start), min(b, end)])
        return phrases or [[start, end]]

    def excerpt(self, rng, kind, length_s):
        """About `length_s` of one turn: samples and the voice spans in it, seconds."""
        phrases = self.phrases[kind][rng.integers(len(self.phrases[kind]))]
        first = rng.integers(len(phrases))
        while first > 0 and phrases[-1][1] - phrases[first][0] < length_s:
            first -= 1
        last = first
        while last + 1 < len(phrases) and phrases[last][1] - phrases[first][0] < length_s:
            last += 1
        start, end = phrases[first][0], min(phrases[last][1], phrases[first][0] + 1.3 * length_s + 1)
        samples = self.samples[int(start * RATE):int(end * RATE)].astype(np.float32) / 32767
        spans = [(max(a, start) - start, min(b, end) - start) for a, b in self.truth["voice"] if b > start and a < end]
        return samples, [(a, b) for a, b in spans if b > a]


def faded(samples, fade_s=0.01):
    samples = samples.copy()
    n = min(len(samples) // 2, int(fade_s * RATE))
    ramp = np.linspace(0, 1, n, dtype=np.float32)
    samples[:n] *= ramp
    samples[len(samples) - n:] *= ramp[::-1]
    return samples


def at_speed(samples, spans, speed):
    percent = int(round(100 * speed))
    if percent == 100:
        return samples, spans
    return (resample_poly(samples, 100, percent).astype(np.float32),
            [(a * 100 / percent, b * 100 / percent) for a, b in spans])


def voiced_rms(samples, spans):
    parts = [samples[int(a * RATE):int(b * RATE)] for a, b in spans]
    joined = np.concatenate(parts) if parts else samples
    return float(np.sqrt(np.mean(joined ** 2) + 1e-9))
