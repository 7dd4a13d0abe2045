#!/usr/bin/env python3
"""Trains the net that hears a lesson's talk piece by piece, each among all others, and writes it as ONNX.

    node models/training/talk-rows.ts LESSONS... --out ROWS
    python3 models/training/train_talk_turns.py LESSONS... --rows ROWS --out models/trained

It is given what the pieces sound like (agent/sensing/microphone/talk-pieces.ts) and nothing of the nets of moments, so that
it errs where they do not. Needs Debian's python3-torch and numpy.
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

WIDTH, BANDS, CLASSES = 93, 40, 3
PITCH, LEVEL, LOUD_LEVEL, OVER_QUIET, FIRST_OF_REST = 80, 84, 86, 87, 88
STUDENT = 1
# A student's word is rare and counts more; taken off again from what the net says.
CLASS_WEIGHTS = torch.tensor([1.0, 2.0, 1.0])


class Turns(nn.Module):
    """pieces [B, P, 93] → logits [B, P, 3]: each piece sees its neighbours and, by attention, all of the lesson's."""

    def __init__(self, size=64, layers=3, heads=4, dropout=0.15):
        super().__init__()
        self.enter = nn.Sequential(nn.Linear(WIDTH, 96), nn.ReLU(), nn.Dropout(dropout), nn.Linear(96, size))
        self.near = nn.ModuleList(nn.Conv1d(size, size, 3, padding=1) for _ in range(layers))
        self.all = nn.ModuleList(nn.TransformerEncoderLayer(size, heads, 2 * size, dropout, batch_first=True, norm_first=True)
                                 for _ in range(layers))
        self.leave = nn.Sequential(nn.LayerNorm(size), nn.Linear(size, CLASSES))

    def forward(self, pieces, absent=None):
        x = self.enter(pieces)
        for near, among in zip(self.near, self.all):
            present = x if absent is None else x * (~absent)[..., None]
            x = x + torch.relu(near(present.transpose(1, 2)).transpose(1, 2))
            x = among(x, src_key_padding_mask=absent)
        return self.leave(x)


def probabilities(logits):
    return (logits - CLASS_WEIGHTS.log()).softmax(dim=-1)


class Lesson:
    def __init__(self, truth_path, rows_dir):
        self.name = truth_path.stem
        self.voice_name = json.loads(truth_path.read_text())["teacher"].split("@")[0]
        table = np.fromfile(rows_dir / f"{self.name}.pieces", np.float32).reshape(-1, WIDTH + 2)
        self.pieces, self.labels, self.turns = table[:, :WIDTH], table[:, WIDTH].astype(int), table[:, WIDTH + 1].astype(int)


def higher(pieces, bands):
    """Voices moved by so many mel bands, their pitch with them."""
    at = np.clip(np.arange(BANDS) - bands, 0, BANDS - 1.001)
    low = at.astype(int)
    part = (at - low).astype(np.float32)
    moved = pieces.copy()
    for start in (0, BANDS):
        moved[:, start:start + BANDS] = pieces[:, start + low] * (1 - part) + pieces[:, start + low + 1] * part
    moved[:, PITCH] += 0.25 * bands
    return moved


def altered(rng, pieces, labels, turns):
    """The same lesson with other voices, levels and microphones."""
    pieces = higher(pieces, rng.uniform(-2, 2)) if rng.random() < 0.7 else pieces.copy()
    if rng.random() < 0.7:
        spread, louder = rng.uniform(0, 1.5), rng.uniform(0, 3)
        for turn in np.unique(turns[labels == STUDENT]):
            of_turn = turns == turn
            word = higher(pieces[of_turn], rng.uniform(-spread, spread))
            change = rng.normal(0, louder)
            word[:, :BANDS] += change / 12
            word[:, [LEVEL, LOUD_LEVEL]] += change / 10
            word[:, OVER_QUIET] += change / 15
            pieces[of_turn] = word
    pieces[:, :PITCH] += rng.normal(0, 0.08, (len(pieces), PITCH))
    pieces[:, PITCH:FIRST_OF_REST] += rng.normal(0, 0.05, (len(pieces), FIRST_OF_REST - PITCH))
    pieces[:, :BANDS] += rng.normal(0, 0.15, BANDS)
    if rng.random() < 0.4:
        width = rng.integers(2, 14)
        start = rng.integers(0, BANDS - width)
        for columns in (start, BANDS + start):
            pieces[:, columns:columns + width] = 0
    return pieces


def train(args, lessons):
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rng = np.random.default_rng(args.seed)
    net = Turns()
    optimiser = torch.optim.AdamW(net.parameters(), args.rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, total_steps=args.batches, pct_start=0.15)
    print(f"{len(lessons)} lessons, {sum(len(l.pieces) for l in lessons)} pieces; "
          f"{sum(p.numel() for p in net.parameters())} parameters", flush=True)
    began, running = time.time(), 0.0
    for number in range(1, args.batches + 1):
        chosen = [lessons[i] for i in rng.choice(len(lessons), args.lessons_a_batch)]
        most = max(len(lesson.pieces) for lesson in chosen)
        pieces = np.zeros((len(chosen), most, WIDTH), np.float32)
        labels = np.full((len(chosen), most), -1)
        for row, lesson in enumerate(chosen):
            count, start = len(lesson.pieces), 0
            if count > 30 and rng.random() < 0.4:
                part = rng.integers(24, count + 1)
                start = rng.integers(0, count - part + 1)
                count = part
            some = slice(start, start + count)
            pieces[row, :count] = altered(rng, lesson.pieces[some], lesson.labels[some], lesson.turns[some])
            labels[row, :count] = lesson.labels[some]
        labels = torch.from_numpy(labels)
        logits = net(torch.from_numpy(pieces), labels < 0)
        loss = nn.functional.cross_entropy(logits.reshape(-1, CLASSES), labels.reshape(-1), weight=CLASS_WEIGHTS,
                                           ignore_index=-1, label_smoothing=0.02)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        running += loss.item()
        if number % args.report == 0:
            print(f"{number}/{args.batches}  loss {running / args.report:.4f}  {time.time() - began:.0f} s", flush=True)
            running = 0.0
    return net.eval()


@torch.no_grad()
def test(net, lessons):
    confusion = np.zeros((CLASSES, CLASSES), int)
    for lesson in lessons:
        found = probabilities(net(torch.from_numpy(lesson.pieces)[None])[0]).argmax(dim=1).numpy()
        np.add.at(confusion, (lesson.labels, found), 1)
    print(f"teacher, student, many (rows) taken for teacher, student, many:\n{confusion}", flush=True)


def export(net, out):
    class Out(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = net

        def forward(self, pieces):
            return probabilities(self.net(pieces)[0])

    out.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(Out(), (torch.zeros(1, 50, WIDTH),), str(out / "talk-turns.onnx"), opset_version=15,
                      input_names=["pieces"], output_names=["posteriors"],
                      dynamic_axes={"pieces": {1: "pieces"}, "posteriors": {0: "pieces"}})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lessons", type=Path, nargs="+", help="folders of NAME.json")
    parser.add_argument("--rows", type=Path, required=True, help="from talk-rows.ts")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--leave", nargs="*", default=[], help="voices whose lessons are kept for the test")
    parser.add_argument("--skip", nargs="*", default=[], help="beginnings of names of lessons not to be trained on")
    parser.add_argument("--batches", type=int, default=800)
    parser.add_argument("--lessons-a-batch", type=int, default=12)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--report", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    paths = sorted(p for folder in args.lessons for p in folder.glob("*.json"))
    lessons = [Lesson(p, args.rows) for p in paths if (args.rows / f"{p.stem}.pieces").exists()]
    skipped = tuple(args.skip or ["\0"])
    taught = [l for l in lessons if len(l.pieces) > 3 and l.voice_name not in args.leave and not l.name.startswith(skipped)]
    net = train(args, taught)
    left = {p.stem for p in args.lessons[0].glob("*.json")}
    if args.leave:
        test(net, [l for l in lessons if l.voice_name in args.leave and l.name in left])
    export(net, args.out)


if __name__ == "__main__":
    main()
