#!/usr/bin/env python3
"""Trains the nets that tell who talks, tests them on voices they have not heard teach, and writes them as ONNX.

    node models/training/talk-rows.ts LESSONS... --out ROWS
    python3 models/training/train_talk.py LESSONS... --rows ROWS --out models/trained

Needs Debian's python3-torch and numpy. One seed gives one result on one machine with one thread.
"""
import argparse
import copy
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from talk_nets import CLASSES, First, Second, prototypes

ROW_WIDTH = 170
STEP_S = 0.064
CLASS_OF = {"teacher": 0, "student": 1, "chorus": 2, "group": 2, "none": 3}
# A student's word is rare and counts more; taken off again from what the nets say.
CLASS_WEIGHTS = torch.tensor([1.0, 2.0, 1.0, 1.0])
COLLAR_S = 0.1
# A given lesson heard otherwise teaches less than a new one.
REVOICED_SHARE = 0.4
MEL_BANDS, SPECTRA, FRAME_WIDTH = 40, 2, 85


class Lesson:
    def __init__(self, truth_path, rows_dir):
        truth = json.loads(truth_path.read_text())
        self.name = truth_path.stem
        self.voice_name = truth["teacher"].split("@")[0]
        self.rows = np.fromfile(rows_dir / f"{self.name}.rows", np.float32).reshape(-1, ROW_WIDTH).astype(np.float16)
        steps = len(self.rows)
        middles = (np.arange(steps) + 0.5) * STEP_S
        self.labels = np.full(steps, -1, np.int64)
        for start, end, kind in truth["talk"]:
            self.labels[(middles >= start + COLLAR_S) & (middles < end - COLLAR_S)] = CLASS_OF[kind]
        # Where each student's word begins and ends, and some breath around it.
        self.words = [(max(0, int(a / STEP_S) - 1), int(b / STEP_S) + 2) for a, b, kind in truth["talk"] if kind == "student"]
        self.speech = np.zeros(2 * steps, np.float32)
        for start, end, kind in truth["talk"]:
            self.speech[round(start / STEP_S * 2):round(end / STEP_S * 2)] = kind != "none"
        self.speech = self.speech.reshape(-1, 2)


def load(folders, rows_dir):
    paths = sorted(p for folder in folders for p in folder.glob("*.json"))
    return [Lesson(p, rows_dir) for p in paths if (rows_dir / f"{p.stem}.rows").exists() and (rows_dir / f"{p.stem}.rows").stat().st_size > 0]


def higher(frames, bands):
    """Voices moved by so many mel bands, their pitch with them (frames × FRAME_WIDTH, changed in place)."""
    mel = frames[:, :MEL_BANDS * SPECTRA].reshape(-1, SPECTRA, MEL_BANDS)
    at = np.clip(np.arange(MEL_BANDS) - bands, 0, MEL_BANDS - 1.001)
    low = at.astype(int)
    part = (at - low).astype(np.float32)
    frames[:, :MEL_BANDS * SPECTRA] = (mel[:, :, low] * (1 - part) + mel[:, :, low + 1] * part).reshape(len(frames), -1)
    # A band is some 9 % of a frequency in the middle of the scale, an eighth of an octave; the pitch counts half octaves.
    frames[:, -1] += 0.25 * bands * (frames[:, -2] + 1) / 2


def altered(rng, rows, words):
    """The same lesson to other ears and with other voices: all a little higher or lower, and each student's word of
    another voice; louder or softer; a part of the spectrum gone; noise."""
    frames = rows.astype(np.float32).reshape(-1, FRAME_WIDTH)
    per_step = len(frames) // len(rows)
    if rng.random() < 0.6:
        higher(frames, rng.uniform(-2, 2))
    spread, louder = (rng.uniform(0, 1.5), rng.uniform(0, 3)) if rng.random() < 0.6 else (0.0, 0.0)
    for start, end in words:
        word = frames[start * per_step:end * per_step]
        if spread and len(word):
            higher(word, rng.uniform(-spread, spread))
            change = rng.normal(0, louder)
            word[:, :MEL_BANDS * SPECTRA] += change / 12
            word[:, MEL_BANDS * SPECTRA + 1] += change / 10
            word[:, MEL_BANDS * SPECTRA + 2] += change / 15
    if rng.random() < 0.4:
        width = rng.integers(2, 14)
        start = rng.integers(0, MEL_BANDS - width)
        for spectrum in range(SPECTRA):
            frames[:, spectrum * MEL_BANDS + start:spectrum * MEL_BANDS + start + width] = 0
    frames[:, :MEL_BANDS * SPECTRA] += rng.normal(0, 0.12, (len(frames), MEL_BANDS * SPECTRA)).astype(np.float32)
    rest = frames[:, MEL_BANDS * SPECTRA:]
    rest[:, 1] += rng.normal(0, 0.1)
    rest[:, 2] += rng.normal(0, 0.15)
    rest[:, 4] += rng.normal(0, 0.1) * (rest[:, 3] + 1) / 2
    if rng.random() < 0.15:
        rest[:, 0] = -1 + (rest[:, 0] + 1) * rng.uniform(0.3, 0.9)
    return frames.reshape(rows.shape)


def batch_of(rng, lessons, steps):
    rows = np.zeros((len(lessons), steps, ROW_WIDTH), np.float32)
    labels = np.full((len(lessons), steps), -1, np.int64)
    speech = np.zeros((len(lessons), steps, 2), np.float32)
    mask = np.zeros((len(lessons), steps), np.float32)
    for i, lesson in enumerate(lessons):
        n = min(steps, len(lesson.rows))
        at = rng.integers(0, len(lesson.rows) - n + 1)
        words = [(a - at, b - at) for a, b in lesson.words if a >= at and b <= at + n]
        rows[i, :n] = altered(rng, lesson.rows[at:at + n], words)
        labels[i, :n] = lesson.labels[at:at + n]
        speech[i, :n] = lesson.speech[at:at + n]
        mask[i, :n] = 1
    return [torch.from_numpy(x) for x in (rows, labels, speech, mask)]


class TalkNets(nn.Module):
    def __init__(self, channels, voice, dropout):
        super().__init__()
        self.first = First(ROW_WIDTH, channels, voice, dropout)
        self.second = Second(channels, voice, dropout)

    def forward(self, rows, mask):
        embedding, voice, logits = self.first(rows)
        rounds = [(logits, None)]
        for _ in range(2):
            proto = prototypes(voice, probabilities(rounds[-1][0].detach()), mask)
            rounds.append(self.second(embedding, voice, proto))
        return rounds


def probabilities(logits):
    return (logits - CLASS_WEIGHTS.log()).softmax(dim=-1)


def loss_of(rounds, labels, speech, mask):
    def classes(logits):
        return nn.functional.cross_entropy(logits.reshape(-1, CLASSES), labels.reshape(-1), weight=CLASS_WEIGHTS,
                                           ignore_index=-1, label_smoothing=0.02)
    said = nn.functional.binary_cross_entropy_with_logits(rounds[-1][1], speech, reduction="none").mean(dim=2)
    said = (said * mask).sum() / mask.sum()
    return 0.4 * classes(rounds[0][0]) + 0.4 * classes(rounds[1][0]) + classes(rounds[2][0]) + 0.4 * said


@torch.no_grad()
def test(nets, lessons):
    nets.eval()
    confusion = np.zeros((CLASSES, CLASSES))
    accuracies = []
    for lesson in lessons:
        rows = torch.from_numpy(lesson.rows.astype(np.float32))[None]
        found = probabilities(nets(rows, torch.ones(rows.shape[:2]))[-1][0][0]).argmax(dim=1).numpy()
        known = lesson.labels >= 0
        accuracies.append((float((found == lesson.labels)[known].mean()), lesson.name))
        np.add.at(confusion, (lesson.labels[known], found[known]), 1)
    nets.train()
    mean = np.mean([a for a, _ in accuracies])
    worst = ", ".join(f"{name} {a:.3f}" for a, name in sorted(accuracies)[:4])
    recall, precision = np.diag(confusion) / confusion.sum(1), np.diag(confusion) / confusion.sum(0)
    each = " ".join(f"{r:.3f}/{p:.3f}" for r, p in zip(recall, precision))
    print(f"  steps right {mean:.4f}; T S M N recall/precision {each}; worst {worst}", flush=True)


def train(args, lessons, tested):
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rng = np.random.default_rng(args.seed)
    nets = TalkNets(args.channels, args.voice, args.dropout)
    print(f"{len(lessons)} lessons, {sum(len(l.rows) for l in lessons) * STEP_S / 3600:.1f} h; "
          f"{sum(p.numel() for p in nets.parameters())} parameters", flush=True)
    averaged = copy.deepcopy(nets)
    optimiser = torch.optim.AdamW(nets.parameters(), lr=args.rate, weight_decay=0.02)
    share = np.array([len(lesson.rows) * (REVOICED_SHARE if "-r" in lesson.name else 1) for lesson in lessons], float)
    total = args.batches
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, total_steps=total + 1, pct_start=0.15)
    began, running = time.time(), 0.0
    for number in range(1, total + 1):
        steps = int(rng.choice([2400, 3750, 5600]))
        chosen = rng.choice(len(lessons), size=max(1, round(15000 / steps)), p=share / share.sum())
        rows, labels, speech, mask = batch_of(rng, [lessons[i] for i in chosen], steps)
        loss = loss_of(nets(rows, mask), labels, speech, mask)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(nets.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            for kept, new in zip(averaged.state_dict().values(), nets.state_dict().values()):
                if kept.dtype.is_floating_point:
                    kept.lerp_(new, 1 - min(0.995, number / (number + 10)))
                else:
                    kept.copy_(new)
        running += loss.item()
        if number % args.report == 0:
            print(f"{number}/{total}  loss {running / args.report:.4f}  {time.time() - began:.0f} s", flush=True)
            running = 0.0
            if tested:
                test(averaged, tested)
    return averaged.eval()


def export(nets, out):
    out.mkdir(parents=True, exist_ok=True)
    channels, voice = nets.first.classes.in_channels, nets.first.voice.out_channels

    class FirstOut(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nets.first

        def forward(self, rows):
            embedding, voice, logits = self.net(rows)
            return embedding[0], voice[0], probabilities(logits[0])

    class SecondOut(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nets.second

        def forward(self, embedding, voice, prototypes):
            logits, speech = self.net(embedding[None], voice[None], prototypes[None])
            return probabilities(logits[0]), speech[0].sigmoid()

    steps = 500
    torch.onnx.export(FirstOut(), (torch.zeros(1, steps, ROW_WIDTH),), str(out / "talk-first.onnx"), opset_version=15,
                      input_names=["rows"], output_names=["embedding", "voice", "posteriors"],
                      dynamic_axes={"rows": {1: "steps"}, "embedding": {0: "steps"}, "voice": {0: "steps"}, "posteriors": {0: "steps"}})
    torch.onnx.export(SecondOut(), (torch.zeros(steps, channels), torch.zeros(steps, voice), torch.zeros(2, voice)),
                      str(out / "talk-second.onnx"), opset_version=15,
                      input_names=["embedding", "voice", "prototypes"], output_names=["posteriors", "speech"],
                      dynamic_axes={name: {0: "steps"} for name in ("embedding", "voice", "posteriors", "speech")})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", type=Path, nargs="+", help="folders of NAME.json")
    parser.add_argument("--rows", type=Path, required=True, help="from talk-rows.ts")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--leave", nargs="*", default=[], help="voices whose lessons are kept for the test")
    parser.add_argument("--skip", nargs="*", default=[], help="beginnings of names of lessons not to be trained on")
    parser.add_argument("--batches", type=int, default=1600)
    parser.add_argument("--channels", type=int, default=64)
    parser.add_argument("--voice", type=int, default=32)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--report", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    lessons = load(args.lessons, args.rows)
    taught = [lesson for lesson in lessons if lesson.voice_name not in args.leave and not lesson.name.startswith(tuple(args.skip or ["\0"]))]
    tested = [lesson for lesson in load(args.lessons[:1], args.rows) if lesson.voice_name in args.leave]
    nets = train(args, taught, tested)
    export(nets, args.out)


if __name__ == "__main__":
    main()
