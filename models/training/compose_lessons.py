#!/usr/bin/env python3
"""Composes further labelled lessons out of labelled ones (needs numpy, scipy and ffmpeg).

Two kinds, both written as NAME.wav + NAME.json in the format of the labelled lessons:

* composed: a new course of a lesson, in which any voice may teach and any other be a pupil. Voices are the stretches
  in which the teachers of the given lessons speak, faster or slower (which also shifts pitch and formants), at other
  levels and in another room; choruses and group work are taken over or made of many voices. In some a film is shown.
* revoiced: a given lesson as it is, faster or slower as a whole, through another room, microphone or codec.

Also makes stretches in which nobody speaks (hum, rain, music, knocks, silence).

`--leave VOICE...` keeps lessons taught by these voices out, so that they can be judged with nets that never heard
them teach. The same seed gives the same lessons.
"""
import argparse
import json
import subprocess
import zlib
from pathlib import Path

import numpy as np
from scipy.signal import fftconvolve, resample_poly

from lesson_voices import Source, at_speed, base_voice, faded, voiced_rms
from made_sound import RATE, background, microphone, music, rain, room_response

NO_SPEECH_S = 120


class Course:
    """A lesson being put together."""

    def __init__(self, rng, sources, length_s, video=False, noisy=False):
        self.rng = rng
        self.video = video
        self.noisy = noisy
        self.length_s = length_s
        self.samples = np.zeros(int(length_s * RATE), np.float32)
        self.talk, self.voice, self.turns, self.waits = [], [], [], []
        self.at = rng.uniform(0.5, 5)
        voices = sorted({s.voice for s in sources})
        teacher_voice = voices[rng.integers(len(voices))]
        of_teacher = [s for s in sources if s.voice == teacher_voice]
        others = [s for s in sources if s.voice != teacher_voice]
        self.others = others
        self.rt60 = rng.uniform(0.2, 0.8)
        self.extra_room = rng.random() < 0.7
        self.teacher = (of_teacher[rng.integers(len(of_teacher))], "teacher", rng.uniform(0.85, 1.2), 0.0,
                        room_response(rng, self.rt60, rng.uniform(4, 12)))
        self.teacher_voice = teacher_voice
        low, high = [(-14, -4), (-7, 5), (-14, 5), (-3, 6)][rng.choice(4, p=[0.35, 0.3, 0.2, 0.15])]
        faster = rng.choice([0.0, 0.12, 0.25])
        self.pupils = [self._pupil(rng.uniform(low, high), faster) for _ in range(rng.integers(4, 12))]
        self.teacher_turn = rng.uniform(5, 15)

    def _pupil(self, level_db, faster):
        rng = self.rng
        source = self.others[rng.integers(len(self.others))]
        kind = "student" if rng.random() < 0.25 and source.phrases["student"] else "teacher"
        return (source, kind, rng.uniform(0.9, 1.15) + faster, level_db, room_response(rng, self.rt60, rng.uniform(-3, 8)))

    def _say(self, who, length_s):
        source, kind, speed, level_db, room = who
        rng = self.rng
        pieces, spans, at = [], [], 0.0
        while at < 0.7 * length_s:
            piece, voiced = source.excerpt(rng, kind, (length_s - at) * speed)
            piece, voiced = at_speed(piece, voiced, speed)
            piece = faded(piece * (0.1 / voiced_rms(piece, voiced)))
            pause = rng.uniform(0.2, 0.9)
            pieces += [piece, np.zeros(int(pause * RATE), np.float32)]
            spans += [(a + at, b + at) for a, b in voiced]
            at += len(piece) / RATE + int(pause * RATE) / RATE
            if kind == "student":
                break
        samples = np.concatenate(pieces[:-1])
        samples *= 10 ** ((level_db + rng.normal(0, 1.2)) / 20)
        if self.extra_room:
            samples = fftconvolve(samples, room)[:len(samples) + RATE // 2]
        return samples, spans

    def _many(self, chorus, length_s):
        rng = self.rng
        kind = "chorus" if chorus else "group"
        have = [s for s in self.others if s.phrases[kind]]
        if have and rng.random() < 0.5:
            pieces, at = [], 0.0
            while at < length_s:
                piece, _ = have[rng.integers(len(have))].excerpt(rng, kind, length_s - at)
                piece = piece / (np.sqrt(np.mean(piece ** 2)) + 1e-9)
                pieces.append(faded(piece, 0.1))
                at += len(piece) / RATE
                if chorus:
                    break
            samples = np.concatenate(pieces)
        elif chorus:
            source = self.others[rng.integers(len(self.others))]
            piece, _ = source.excerpt(rng, "teacher", length_s)
            samples = np.zeros(int(len(piece) * 1.3), np.float32)
            for _ in range(rng.integers(6, 16)):
                one, _ = at_speed(piece, [], rng.uniform(0.94, 1.06) + 0.15)
                one = fftconvolve(one, room_response(rng, self.rt60, rng.uniform(-6, 4)))
                at = int(rng.uniform(0, 0.12) * RATE)
                n = min(len(one), len(samples) - at)
                samples[at:at + n] += one[:n]
            samples = samples[:int(len(piece) / 1.05)]
            samples /= np.sqrt(np.mean(samples ** 2)) + 1e-9
        else:
            samples = np.zeros(int(length_s * RATE), np.float32)
            for _ in range(rng.integers(5, 12)):
                who = self._pupil(0, 0.12)
                level = 10 ** (rng.uniform(-10, 0) / 20)
                at = int(rng.uniform(0, 3) * RATE)
                while at < len(samples) - RATE:
                    piece, _ = self._say(who, rng.uniform(2, 9))
                    n = min(len(piece), len(samples) - at)
                    samples[at:at + n] += level * piece[:n]
                    at += n + int(rng.exponential(1.5) * RATE)
            samples /= np.sqrt(np.mean(samples ** 2)) + 1e-9
        level = 0.1 * 10 ** (rng.uniform(-9, 2) / 20)
        return faded(samples * level, 0.05), [(0, len(samples) / RATE)]

    def _video(self, length_s):
        """A film from the loudspeaker: a narrator or two over music. It is nobody's of the lesson, and counts as many."""
        rng = self.rng
        narrators = [self._pupil(0, 0.0) for _ in range(rng.integers(1, 4))]
        samples = np.zeros(int(length_s * RATE), np.float32)
        at = int(rng.uniform(0, 2) * RATE)
        while at < len(samples) - RATE:
            piece, _ = self._say(narrators[rng.integers(len(narrators))], rng.uniform(3, 15))
            n = min(len(piece), len(samples) - at)
            samples[at:at + n] += piece[:n]
            at += n + int(rng.uniform(0.2, 2) * RATE)
        below = 10 ** (-rng.uniform(6, 18) / 20)
        samples = samples / (np.sqrt(np.mean(samples ** 2)) + 1e-9) + below * music(rng, len(samples))
        narrow = resample_poly(resample_poly(samples, 12, 16), 16, 12)[:len(samples)]
        heard = fftconvolve(narrow, room_response(rng, self.rt60, rng.uniform(0, 8)))[:len(samples)]
        level = 0.1 * 10 ** (rng.uniform(-8, 2) / 20)
        return faded((level * heard).astype(np.float32), 0.2), [(0, len(samples) / RATE)]

    def _place(self, kind, samples, spans):
        start = self.at
        begin = int(start * RATE)
        n = min(len(samples), len(self.samples) - begin)
        if n <= 0:
            self.at = self.length_s
            return False
        self.samples[begin:begin + n] += samples[:n]
        spans = [(a + start, b + start) for a, b in spans if a + start < self.length_s]
        if not spans:
            return False
        end = min(self.length_s, max(b for _, b in spans))
        self.talk.append([start, end, kind])
        self.turns.append([start, end, kind])
        self.voice += [[a, min(b, self.length_s)] for a, b in spans]
        self.at = end
        return True

    def compose(self):
        rng = self.rng
        before = None
        groups = rng.integers(0, 3)
        videos = rng.integers(1, 3) if self.video else 0
        while self.at < self.length_s - 3:
            options, weights = ["teacher", "student", "chorus", "group", "quiet"], [0.34, 0.42, 0.12, 0.06 * groups, 0.05]
            kind = "teacher" if before not in (None, "teacher") and rng.random() < 0.8 else rng.choice(
                options, p=np.array(weights) / sum(weights))
            if videos and before is not None and self.at > 60 and rng.random() < 0.1:
                videos -= 1
                kind = "video"
            if kind == "quiet":
                self.at += rng.uniform(4, 40)
                continue
            gap = rng.exponential(1.0) + 0.2 if rng.random() < 0.75 else rng.uniform(2, 9)
            if before is not None:
                self.at += gap
            if kind == "group":
                groups -= 1
                placed = self._place(kind, *self._many(False, rng.uniform(15, 55)))
            elif kind == "video":
                placed = self._place("group", *self._video(rng.uniform(20, 90)))
            elif kind == "chorus":
                placed = self._place(kind, *self._many(True, rng.uniform(2, 12)))
            else:
                who = self.teacher if kind == "teacher" else self.pupils[rng.integers(len(self.pupils))]
                mean_s = self.teacher_turn if kind == "teacher" else 4.5
                placed = self._place(kind, *self._say(who, np.clip(rng.gamma(2, mean_s / 2), 1.2, 50)))
            if placed and kind == "student" and before == "teacher":
                self.waits.append([self.talk[-2][1], self.talk[-1][0]])
            before = kind
        snr_db = rng.uniform(4, 13) if self.noisy and rng.random() < 0.4 else rng.uniform(10, 34)
        self.samples += background(rng, len(self.samples), 0.1 * 10 ** (-snr_db / 20))
        return microphone(rng, self.samples)

    def truth(self):
        return {"durationS": self.length_s, "talk": with_quiet(self.talk, self.length_s), "voice": self.voice,
                "turns": self.turns, "waits": self.waits, "teacher": self.teacher_voice}


def with_quiet(talk, length_s):
    filled, at = [], 0.0
    for start, end, kind in talk:
        if start > at:
            filled.append([at, start, "none"])
        filled.append([start, end, kind])
        at = end
    if at < length_s:
        filled.append([at, length_s, "none"])
    return filled


def revoice(rng, source):
    speed = rng.uniform(0.84, 1.2)
    percent = int(round(100 * speed))
    samples, _ = at_speed(source.samples.astype(np.float32) / 32767, [], speed)
    if rng.random() < 0.5:
        samples = fftconvolve(samples, room_response(rng, rng.uniform(0.2, 0.9), rng.uniform(0, 10)))[:len(samples)]
    loud = np.sqrt(np.mean(samples ** 2))
    if rng.random() < 0.8:
        samples = samples + background(rng, len(samples), loud * 10 ** (-rng.uniform(6, 30) / 20))
    scale = 100 / percent
    truth = dict(source.truth)
    truth["durationS"] = len(samples) / RATE
    for key in ("talk", "voice", "turns", "waits"):
        truth[key] = [[s[0] * scale, s[1] * scale, *s[2:]] for s in source.truth[key]]
    return microphone(rng, samples), truth


def no_speech(rng, kind):
    length = NO_SPEECH_S * RATE
    if kind == "silence":
        samples = rng.standard_normal(length).astype(np.float32) * 10 ** (rng.uniform(-100, -60) / 20)
        return samples, []
    maker = {"hum": background, "rain": lambda r, n, level: level * rain(r, n), "music": lambda r, n, level: level * music(r, n)}[kind]
    samples = maker(rng, length, 0.05)
    if kind == "music":
        samples = fftconvolve(samples, room_response(rng, 0.5, 3))[:length] + background(rng, length, 0.002)
    return microphone(rng, samples), []


def write(folder, name, samples, truth):
    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "-", str(folder / f"{name}.wav")],
                   input=pcm, check=True)
    rounded = {k: [[round(float(x), 3) if not isinstance(x, str) else x for x in row] for row in v]
               if isinstance(v, list) else v for k, v in truth.items() if k in
               ("durationS", "talk", "voice", "turns", "waits", "teacher")}
    (folder / f"{name}.json").write_text(json.dumps(rounded))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--leave", nargs="*", default=[], help="voices whose lessons are not used")
    parser.add_argument("--tag", default="made", help="first part of the lessons' names")
    parser.add_argument("--composed", type=int, default=0)
    parser.add_argument("--with-video", type=int, default=0, help="composed lessons in which a film is shown")
    parser.add_argument("--noisy", action="store_true", help="two of five composed lessons have loud noise")
    parser.add_argument("--revoiced", type=int, default=0, help="copies of each lesson")
    parser.add_argument("--no-speech", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    paths = [p for p in sorted(args.lessons.glob("*.json")) if base_voice(json.loads(p.read_text())) not in args.leave]
    sources = [Source(p) for p in paths] if args.composed or args.with_video or args.revoiced else []
    seeded = lambda name: np.random.default_rng([args.seed, zlib.crc32(name.encode())])
    courses = [f"{args.tag}-c{i:03d}" for i in range(args.composed)] + [f"{args.tag}-v{i:03d}" for i in range(args.with_video)]
    for i, name in enumerate(courses):
        rng = seeded(name)
        length_s = float(rng.uniform(120, 240) if rng.random() < 0.25 else rng.uniform(240, 600))
        course = Course(rng, sources, length_s, video=i >= args.composed, noisy=args.noisy)
        write(args.out, name, course.compose(), course.truth())
        print(name, flush=True)
    for copy in range(args.revoiced):
        for source in sources:
            name = f"{args.tag}-r{copy}-{source.name}"
            write(args.out, name, *revoice(seeded(name), source))
            print(name, flush=True)
    for i in range(args.no_speech):
        name = f"{args.tag}-n{i:03d}"
        samples, _ = no_speech(seeded(name), ["hum", "rain", "music", "silence"][i % 4])
        write(args.out, name, samples, {"durationS": len(samples) / RATE, "talk": [[0, len(samples) / RATE, "none"]],
                                        "voice": [], "turns": [], "waits": [], "teacher": "nobody"})
        print(name, flush=True)


if __name__ == "__main__":
    main()
