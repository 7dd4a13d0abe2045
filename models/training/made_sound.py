"""Rooms, noises, microphones and codecs, made by arithmetic: everything a lesson sounds like besides its voices.

All take a numpy Generator and give float32 at RATE; the same generator gives the same sound.
"""
import subprocess

import numpy as np
from scipy.signal import lfilter, resample_poly

RATE = 16_000


def room_response(rng, rt60_s, direct_db):
    """A direct path and exponentially decaying noise; `direct_db` is direct over reverberant energy."""
    n = int(rt60_s * RATE)
    tail = rng.standard_normal(n).astype(np.float32) * 10 ** (-3 * np.arange(n) / n)
    tail[:int(rng.uniform(0.002, 0.012) * RATE)] = 0
    tail = lfilter([1], [1, -rng.uniform(0.2, 0.7)], tail)
    tail *= 10 ** (-direct_db / 20) / np.sqrt(np.sum(tail ** 2) + 1e-9)
    tail[0] += 1
    return tail.astype(np.float32)


def background(rng, length, level):
    """Noise with a random slope, sometimes hum and knocks; root mean square `level`."""
    noise = rng.standard_normal(length).astype(np.float32)
    noise = lfilter([1], [1, -rng.uniform(0.0, 0.97)], noise)
    noise /= np.sqrt(np.mean(noise ** 2))
    time = np.arange(length, dtype=np.float32) / RATE
    noise *= 1 + 0.3 * np.sin(2 * np.pi * time * rng.uniform(0.02, 0.3) + rng.uniform(0, 6)).astype(np.float32)
    if rng.random() < 0.3:
        hz = rng.choice([50, 60, 100, 120])
        for k in range(1, 8):
            noise += rng.uniform(0, 0.6) / k * np.sin(2 * np.pi * hz * k * time).astype(np.float32)
    noise *= level
    if rng.random() < 0.6:
        for at in rng.integers(0, length - RATE, size=int(length / RATE / rng.uniform(5, 40))):
            noise[at:at + RATE // 2] += knock(rng) * level * rng.uniform(2, 30)
    return noise.astype(np.float32)


def knock(rng):
    n = RATE // 2
    burst = rng.standard_normal(n) * np.exp(-np.arange(n) / RATE / rng.uniform(0.005, 0.08))
    return lfilter([1], [1, -rng.uniform(0.0, 0.98)], burst).astype(np.float32) * 0.5


def music(rng, length):
    out = np.zeros(length, np.float32)
    at = 0
    while at < length:
        n = min(length - at, int(rng.uniform(0.15, 0.8) * RATE))
        time = np.arange(n) / RATE
        for _ in range(rng.integers(1, 5)):
            hz = 110 * 2 ** (rng.integers(0, 40) / 12)
            tone = sum(rng.uniform(0, 1) / k * np.sin(2 * np.pi * hz * k * time) for k in range(1, 6) if hz * k < 7500)
            out[at:at + n] += (tone * np.exp(-time * rng.uniform(0.5, 6))).astype(np.float32)
        if rng.random() < 0.5:
            out[at:at + n] += 0.5 * knock(rng)[:n] if n <= RATE // 2 else np.pad(0.5 * knock(rng), (0, n - RATE // 2))
        at += n
    return out / (np.sqrt(np.mean(out ** 2)) + 1e-9)


def rain(rng, length):
    drops = np.zeros(length, np.float32)
    at = rng.integers(0, length, size=length // rng.integers(60, 400))
    drops[at] = rng.standard_normal(len(at)) * rng.exponential(1, len(at))
    wet = lfilter([1, -0.7], [1, -0.5], drops) + 0.1 * rng.standard_normal(length)
    return (wet / np.sqrt(np.mean(wet ** 2))).astype(np.float32)


def microphone(rng, samples, gain_db=None):
    """Another microphone, codec and gain."""
    tilt = rng.uniform(-0.5, 0.5)
    samples = lfilter([1, -tilt], [1], samples).astype(np.float32)
    kind = rng.choice(["none", "g711", "aac", "opus", "low"], p=[0.4, 0.24, 0.1, 0.14, 0.12])
    level = np.sqrt(np.mean(samples ** 2)) + 1e-9
    target = 10 ** ((gain_db if gain_db is not None else rng.uniform(-45, -17)) / 20)
    samples = samples * (target / level)
    if kind == "g711":
        narrow = np.clip(resample_poly(samples, 1, 2), -1, 1)
        code = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
        narrow = np.sign(code) * (256 ** np.abs(code) - 1) / 255
        samples = resample_poly(narrow, 2, 1)
    elif kind == "low":
        rate = rng.choice([8, 10, 12])
        samples = resample_poly(resample_poly(samples, rate, 16), 16, rate)
    elif kind in ("aac", "opus"):
        samples = through_codec(samples, *(("aac", "adts", "64k") if kind == "aac" else ("libopus", "ogg", rng.choice(["16k", "24k"]))))
    return np.clip(samples, -1, 1).astype(np.float32)


def through_codec(samples, codec, container, rate):
    raw = ["-f", "f32le", "-ar", str(RATE), "-ac", "1"]
    coded = subprocess.run(["ffmpeg", "-v", "error", *raw, "-i", "-", "-c:a", codec, "-b:a", rate, "-f", container, "-"],
                           input=np.clip(samples, -1, 1).astype("<f4").tobytes(), capture_output=True, check=True).stdout
    out = subprocess.run(["ffmpeg", "-v", "error", "-i", "-", *raw, "-"], input=coded, capture_output=True, check=True).stdout
    decoded = np.frombuffer(out, np.float32)
    # AAC begins with the encoder's own delay.
    delay = 1024 if codec == "aac" else 0
    decoded = decoded[delay:delay + len(samples)]
    return np.pad(decoded, (0, len(samples) - len(decoded)))
