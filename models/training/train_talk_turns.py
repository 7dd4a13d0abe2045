#!/usr/bin/env python3
"""Trains the nets that hear a lesson's talk piece by piece, each among all others, and writes them as ONNX.

    node models/training/talk-rows.ts LESSONS... --out ROWS
    python3 models/training/train_talk_turns.py LESSONS... --rows ROWS --out models/trained

They are given what the pieces sound like and nothing of the nets of moments, so that they err where those do not.
Needs Debian's python3-torch and numpy.
"""
import argparse
import copy
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from turn_nets import CLASSES, DESCRIBED, HEARD, ROW_WIDTH, TurnNets

BANDS, FRAMES_A_STEP = 40, 2
FRAME_WIDTH = ROW_WIDTH // FRAMES_A_STEP
# Columns of a frame's row, …
LEVEL, OVER_QUIET, HARMONICITY, PITCH = 81, 82, 83, 84
# … and of a described piece.
MEAN_PITCH, MEAN_LEVEL, LOUD_LEVEL, MEAN_OVER_QUIET, FIRST_OF_REST, PAUSE = 80, 84, 86, 87, 88, 90
TEACHER, STUDENT = 0, 1
# A student's word is rare, and where it is missed a wait is too: it counts twice.
CLASS_WEIGHTS = torch.tensor([1.0, 2.0, 1.0])
# Of a longer piece 2.6 s are heard in training.
CROP_STEPS = 40
LONGEST_STEPS = 80
# Composed lessons know nothing of question and answer; so often their turns follow each other as in the given ones.
LIFELIKE_SHARE = 0.7


class Lesson:
    def __init__(self, truth_path, rows_dir):
        self.name = truth_path.stem
        self.voice_name = json.loads(truth_path.read_text())["teacher"].split("@")[0]
        table = np.fromfile(rows_dir / f"{self.name}.pieces", np.float32).reshape(-1, DESCRIBED + 4)
        self.described = table[:, :DESCRIBED]
        self.labels, self.turns, self.starts, self.ends = table[:, DESCRIBED:].astype(int).T
        self.own_pauses = True
        self.rows = np.fromfile(rows_dir / f"{self.name}.rows", np.float32).reshape(-1, ROW_WIDTH).astype(np.float16)


def pauses_between(lessons):
    """How long the pauses are from one class to the next at a change of turn, as describePieces tells them."""
    pauses = {}
    for lesson in lessons:
        for i in starts_of_turns(lesson.turns):
            pauses.setdefault((lesson.labels[i - 1], lesson.labels[i]), []).append(lesson.described[i, PAUSE])
    return pauses


def starts_of_turns(turns):
    return np.flatnonzero(np.diff(turns)) + 1


def moved(bands):
    """How a voice is moved by so many mel bands: the bands its energy comes from, and the part of the upper one."""
    at = np.clip(np.arange(BANDS) - bands, 0, BANDS - 1.001)
    low = at.astype(int)
    return low, (at - low).astype(np.float32)


def higher(described, frames, bands):
    """Voices moved by so many mel bands, their pitch with them; in place."""
    low, part = moved(bands)
    for table in (described, frames):
        for start in (0, BANDS):
            table[..., start:start + BANDS] = table[..., start + low] * (1 - part) + table[..., start + low + 1] * part
    # A band is some 9 % of a frequency in the middle of the scale, an eighth of an octave.
    higher_pitch(described, frames, 0.25 * bands)


def higher_pitch(described, frames, half_octaves):
    described[:, MEAN_PITCH] += half_octaves
    frames[..., PITCH] += half_octaves * (frames[..., HARMONICITY] + 1) / 2


def shaped(described, frames, curve):
    """Another colour: so much more in each band; in place."""
    described[:, :BANDS] += curve
    for start in (0, BANDS):
        frames[..., start:start + BANDS] += curve


def louder(described, frames, change_db):
    # A band's deviation over a lesson is some 12 dB.
    shaped(described, frames, change_db / 12)
    described[:, [MEAN_LEVEL, LOUD_LEVEL]] += change_db / 10
    described[:, MEAN_OVER_QUIET] += change_db / 15
    frames[..., LEVEL] += change_db / 10
    frames[..., OVER_QUIET] += change_db / 15


def altered(rng, described, frames, labels, turns):
    """The same pieces with other voices, levels and microphones; in place. frames: pieces × frames × values"""
    if rng.random() < 0.7:
        higher(described, frames, rng.uniform(-2, 2))
    if rng.random() < 0.7:
        other_students(rng, described, frames, labels, turns)
    if rng.random() < 0.5:
        # The teacher walks about.
        for turn in np.unique(turns[labels == TEACHER]):
            changed(described, frames, turns == turn, lambda word: louder(*word, rng.normal(0, 1.5)))
    shaped(described, frames, rng.normal(0, 0.15, BANDS).astype(np.float32))
    described[:, :MEAN_PITCH] += rng.normal(0, 0.08, (len(described), MEAN_PITCH))
    described[:, MEAN_PITCH:FIRST_OF_REST] += rng.normal(0, 0.05, (len(described), FIRST_OF_REST - MEAN_PITCH))
    bands = frames[..., :2 * BANDS]
    bands += 0.12 * rng.standard_normal(bands.shape, dtype=np.float32)
    if rng.random() < 0.4:
        width = rng.integers(2, 14)
        start = rng.integers(0, BANDS - width)
        for columns in (start, BANDS + start):
            described[:, columns:columns + width] = 0
            frames[..., columns:columns + width] = 0


def other_students(rng, described, frames, labels, turns):
    """Each word of a student in another voice and colour and at another level; at times all as loud as the teacher."""
    spread, level, colour, pitch = rng.uniform(0, 1.5), rng.uniform(0, 3), rng.uniform(0, 0.15), rng.uniform(0, 0.2)
    loud = rng.random() < 0.3 and (labels == TEACHER).any()
    teacher_level = described[labels == TEACHER, MEAN_LEVEL].mean() if loud else 0
    for turn in np.unique(turns[labels == STUDENT]):
        word = turns == turn
        change = rng.normal(0, level)
        if loud:
            change += np.clip(10 * (teacher_level - described[word, MEAN_LEVEL].mean()), -15, 15)
        bends = np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 5), rng.normal(0, 1, 5))

        def another(of_word):
            higher(*of_word, rng.uniform(-spread, spread))
            higher_pitch(*of_word, rng.normal(0, pitch))
            shaped(*of_word, (colour * bends).astype(np.float32))
            louder(*of_word, change)
        changed(described, frames, word, another)


def changed(described, frames, some, change):
    parts = described[some], frames[some]
    change(parts)
    described[some], frames[some] = parts


def pieces_of(lesson, some, longest, rng=None, pauses=None):
    """Described pieces, their rows (pieces × longest × 170) and which of these are there; altered when `rng` is given."""
    described = lesson.described[some].copy()
    if rng and not lesson.own_pauses and rng.random() < LIFELIKE_SHARE:
        labels = lesson.labels[some]
        for i in starts_of_turns(lesson.turns[some]):
            described[i, PAUSE] = rng.choice(pauses.get((labels[i - 1], labels[i]), described[i:i + 1, PAUSE]))
    rows = np.zeros((len(described), longest, ROW_WIDTH), np.float32)
    mask = np.zeros((len(described), longest), np.float32)
    for i, (first, last) in enumerate(zip(lesson.starts[some] // FRAMES_A_STEP, -(-lesson.ends[some] // FRAMES_A_STEP))):
        if last - first > longest:
            first += rng.integers(0, last - first - longest + 1) if rng else 0
            last = first + longest
        heard = lesson.rows[first:last]
        rows[i, :len(heard)] = heard
        mask[i, :len(heard)] = 1
    if rng:
        altered(rng, described, rows.reshape(len(rows), -1, FRAME_WIDTH), lesson.labels[some], lesson.turns[some])
    return described, rows, mask


def batch_of(rng, lessons, pauses):
    drawn = []
    for lesson in lessons:
        count, start = len(lesson.labels), 0
        if count > 30 and rng.random() < 0.4:
            part = rng.integers(24, count + 1)
            start = rng.integers(0, count - part + 1)
            count = part
        drawn.append((lesson.labels[start:start + count], pieces_of(lesson, slice(start, start + count), CROP_STEPS, rng, pauses)))
    most = max(len(labels) for labels, _ in drawn)
    described = np.zeros((len(drawn), most, DESCRIBED), np.float32)
    labels = np.full((len(drawn), most), -1)
    for i, (of_lesson, (table, _, _)) in enumerate(drawn):
        described[i, :len(table)] = table
        labels[i, :len(table)] = of_lesson
    rows, mask = (np.concatenate([pieces[k] for _, pieces in drawn]) for k in (1, 2))
    return [torch.from_numpy(x) for x in (described, labels, rows, mask)]


def train(args, lessons, tested):
    pauses = pauses_between([lesson for lesson in lessons if lesson.own_pauses])
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rng = np.random.default_rng(args.seed)
    nets = TurnNets()
    averaged = copy.deepcopy(nets)
    optimiser = torch.optim.AdamW(nets.parameters(), args.rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, total_steps=args.batches, pct_start=0.15)
    print(f"{len(lessons)} lessons, {sum(len(l.labels) for l in lessons)} pieces; "
          f"{sum(p.numel() for p in nets.parameters())} parameters", flush=True)
    began, running = time.time(), 0.0
    for number in range(1, args.batches + 1):
        chosen = rng.choice(len(lessons), args.lessons_a_batch)
        described, labels, rows, mask = batch_of(rng, [lessons[i] for i in chosen], pauses)
        logits = nets(described, labels < 0, rows, mask)
        loss = nn.functional.cross_entropy(logits.reshape(-1, CLASSES), labels.reshape(-1), weight=CLASS_WEIGHTS,
                                           ignore_index=-1, label_smoothing=0.02)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(nets.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            for kept, new in zip(averaged.state_dict().values(), nets.state_dict().values()):
                if kept.dtype.is_floating_point:
                    kept.lerp_(new, 1 - min(0.99, number / (number + 10)))
                else:
                    kept.copy_(new)
        running += loss.item()
        if number % args.report == 0:
            print(f"{number}/{args.batches}  loss {running / args.report:.4f}  {time.time() - began:.0f} s", flush=True)
            running = 0.0
            if tested:
                test(averaged.eval(), tested)
    return averaged.eval()


@torch.no_grad()
def test(nets, lessons):
    confusion = np.zeros((CLASSES, CLASSES), int)
    for lesson in lessons:
        described, rows, mask = map(torch.from_numpy, pieces_of(lesson, slice(None), LONGEST_STEPS))
        logits = nets(described[None], torch.zeros(1, len(described), dtype=torch.bool), rows, mask)
        np.add.at(confusion, (lesson.labels, logits[0].argmax(dim=1).numpy()), 1)
    print(f"teacher, student, many (rows) taken for teacher, student, many:\n{confusion}", flush=True)


def export(nets, out):
    class PieceOut(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nets.piece

        def forward(self, rows):
            return self.net(rows, torch.ones_like(rows[:, :, 0]))[0]

    class TurnsOut(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nets.turns

        def forward(self, pieces):
            return self.net(pieces)[0].softmax(dim=-1)

    out.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(PieceOut(), (torch.zeros(1, 50, ROW_WIDTH),), str(out / "talk-piece.onnx"), opset_version=15,
                      input_names=["rows"], output_names=["heard"], dynamic_axes={"rows": {1: "steps"}})
    torch.onnx.export(TurnsOut(), (torch.zeros(1, 50, DESCRIBED + HEARD),), str(out / "talk-turns.onnx"), opset_version=15,
                      input_names=["pieces"], output_names=["posteriors"],
                      dynamic_axes={"pieces": {1: "pieces"}, "posteriors": {0: "pieces"}})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", type=Path, nargs="+", help="folders of NAME.json")
    parser.add_argument("--rows", type=Path, required=True, help="from talk-rows.ts")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--leave", nargs="*", default=[], help="voices whose lessons are kept for the test")
    parser.add_argument("--skip", nargs="*", default=[], help="beginnings of names of lessons not to be trained on")
    parser.add_argument("--batches", type=int, default=1500)
    parser.add_argument("--lessons-a-batch", type=int, default=6)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--report", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    paths = sorted(p for folder in args.lessons for p in folder.glob("*.json"))
    lessons = [Lesson(p, args.rows) for p in paths if (args.rows / f"{p.stem}.pieces").exists()]
    skipped = tuple(args.skip or ["\0"])
    taught = [l for l in lessons if len(l.labels) > 3 and l.voice_name not in args.leave and not l.name.startswith(skipped)]
    given = {p.stem for p in args.lessons[0].glob("*.json")}
    for lesson in lessons:
        lesson.own_pauses = lesson.name in given
    nets = train(args, taught, [l for l in lessons if l.voice_name in args.leave and l.name in given])
    export(nets, args.out)


if __name__ == "__main__":
    main()
