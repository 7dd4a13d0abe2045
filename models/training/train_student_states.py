"""Trains the student state net on crops of student-crops.ts and writes it as ONNX.

    python3 train_student_states.py --crops PREFIX [PREFIX ...] --out student-states.onnx [--epochs 24] [--test ROOM ...]

Needs Debian's python3-torch. Input: N crops of 96 x 96 RGB, 0..1, six face heights wide, a face (or a seat) in the middle.
Output: N x 12: logits of none, up, bowed, on-desk (softmax); of hand raised, standing, turned (sigmoid each); sine and
cosine of the head's yaw relative to the camera; how far the true face is from the crop's, right and down in face
heights, and the log of its size over the crop's.
"""
import argparse
import json
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

CROP, MARGIN, SIZE = 134, 1.4, 96
HEADS = ["none", "up", "bowed", "on-desk"]


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.a = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.b = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.na, self.nb = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)

    def forward(self, x):
        return F.relu(x + self.nb(self.b(F.relu(self.na(self.a(x))))))


def down(a, b):
    return nn.Sequential(nn.Conv2d(a, b, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU())


class StudentStates(nn.Module):
    """0.5 M parameters; the last maps stay in place (no global pooling): what is in the middle and what beside it differs."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            down(3, 16), down(16, 32), Residual(32), down(32, 64), Residual(64), down(64, 96), Residual(96),
            nn.Conv2d(96, 32, 1), nn.ReLU(), nn.Flatten(), nn.Dropout(0.3), nn.Linear(32 * 6 * 6, 96), nn.ReLU(),
            nn.Dropout(0.2), nn.Linear(96, 12),
        )

    def forward(self, crops):
        return self.body(crops.permute(0, 3, 1, 2) - 0.5)


def load(prefixes):
    pictures, labels = [], []
    for prefix in prefixes:
        lines = [json.loads(line) for line in open(prefix + ".jsonl")]
        pictures.append(np.memmap(prefix + ".rgb", np.uint8, "r", shape=(len(lines), CROP, CROP, 3)))
        labels += lines
    return pictures, labels


class Crops:
    def __init__(self, prefixes):
        self.parts, self.labels = load(prefixes)
        self.starts = np.cumsum([0] + [len(p) for p in self.parts])
        n = len(self.labels)
        self.head = np.array([HEADS.index(l["head"]) for l in self.labels])
        self.flags = np.array([[l["hand"], l["standing"], l["turned"]] for l in self.labels], np.float32)
        person = self.head > 0
        student = np.array([not l["teacher"] for l in self.labels])
        self.known = np.stack([person & student, person & student | (self.flags[:, 1] > 0), person & student & (self.head == 1)], 1).astype(np.float32)
        yaw = np.array([l["yawDeg"] if l["yawDeg"] is not None else np.nan for l in self.labels], np.float32)
        self.yaw_known = (~np.isnan(yaw) & person).astype(np.float32)
        self.yaw = np.deg2rad(np.nan_to_num(yaw))
        offset = [l["offset"] if l["offset"] is not None and l["head"] != "none" else [np.nan] * 3 for l in self.labels]
        self.offset_known = (~np.isnan(np.array(offset, np.float32)[:, 0])).astype(np.float32)
        self.offset = np.nan_to_num(np.array(offset, np.float32))
        self.room = np.array([l["room"] for l in self.labels])
        self.placed = np.array([l["placed"] for l in self.labels])
        self.usable = np.array([l["head"] == "none" or l["headVisible"] >= 0.35 for l in self.labels])
        assert n == self.starts[-1]

    def pictures(self, index):
        out = np.empty((len(index), CROP, CROP, 3), np.uint8)
        for k, i in enumerate(index):
            part = np.searchsorted(self.starts, i, "right") - 1
            out[k] = self.parts[part][i - self.starts[part]]
        return torch.from_numpy(out).permute(0, 3, 1, 2).float() / 255


def sample(x, scale, angle, dx, dy, flip):
    """Cuts SIZE x SIZE out of the wider crops: scale and shift in units of the plain cut."""
    n = len(x)
    c, s = torch.cos(angle) * scale, torch.sin(angle) * scale
    theta = torch.stack([torch.stack([c * flip, -s, dx], 1), torch.stack([s * flip, c, dy], 1)], 1) / MARGIN
    return F.grid_sample(x, F.affine_grid(theta, (n, 3, SIZE, SIZE), align_corners=False), align_corners=False, padding_mode="zeros")


def plain(x):
    n = len(x)
    one, zero = torch.ones(n), torch.zeros(n)
    return sample(x, one, zero, zero, zero, one)


def augmented(x):
    n = len(x)
    u = lambda a, b: torch.empty(n).uniform_(a, b)
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    # +-0.45 face heights of shift (the cut is six wide: 2 units), 8 degrees of turn, 25 % of size
    scale, angle, dx, dy = torch.exp(u(-0.22, 0.25)), u(-0.14, 0.14), u(-0.15, 0.15), u(-0.15, 0.15)
    x = sample(x, scale, angle, dx, dy, flip)
    if random.random() < 0.5:  # far rows: fewer pixels than the net's picture
        size = random.randint(40, 80)
        x = F.interpolate(F.interpolate(x, size=size, mode="area"), size=SIZE, mode="bilinear", align_corners=False)
    if random.random() < 0.3:
        x = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    mix = torch.eye(3) + 0.14 * torch.randn(n, 3, 3)
    x = torch.einsum("nij,njhw->nihw", mix, x)
    grey = (torch.rand(n) < 0.15).float().view(n, 1, 1, 1)
    x = x * (1 - grey) + grey * x.mean(1, keepdim=True)
    x = x.clamp(0.003, 1) ** torch.exp(u(-0.6, 0.5)).view(n, 1, 1, 1)
    x = (x - 0.5) * torch.exp(u(-0.4, 0.3)).view(n, 1, 1, 1) + 0.5 + u(-0.12, 0.12).view(n, 1, 1, 1)
    x = x + torch.randn_like(x) * u(0, 0.06).view(n, 1, 1, 1)
    for i in range(n):  # something in the way: a neighbour's arm, a book, a desk's edge
        if random.random() < 0.25:
            w, h = random.randint(8, 40), random.randint(8, 40)
            a, b = random.randint(0, SIZE - w), random.randint(0, SIZE - h)
            if abs(a + w / 2 - SIZE / 2) < w / 2 + 10 and abs(b + h / 2 - SIZE / 2) < h / 2 + 10:
                continue
            x[i, :, b:b + h, a:a + w] = torch.rand(3, 1, 1)
    return x.clamp(0, 1), (scale, angle, dx, dy, flip)


def moved(offset, how):
    """Where the true face is in the shifted, turned and scaled crop."""
    scale, angle, dx, dy, flip = how
    x, y = offset[:, 0] - 3 * dx, offset[:, 1] - 3 * dy
    c, s = torch.cos(angle), torch.sin(angle)
    return torch.stack([(c * x + s * y) / scale * flip, (-s * x + c * y) / scale, offset[:, 2] - torch.log(scale)], 1)


def loss(out, head, flags, known, yaw, yaw_known, offset, offset_known, weights):
    total = F.cross_entropy(out[:, :4], head, weight=weights, label_smoothing=0.02)
    flag = F.binary_cross_entropy_with_logits(out[:, 4:7], flags, reduction="none", pos_weight=torch.tensor([2.0, 2.0, 2.0]))
    total = total + (flag * known).sum() / known.sum().clamp(min=1) * 2
    turn = (out[:, 7] - torch.sin(yaw)) ** 2 + (out[:, 8] - torch.cos(yaw)) ** 2
    total = total + (turn * yaw_known).sum() / yaw_known.sum().clamp(min=1)
    way = F.smooth_l1_loss(out[:, 9:12], offset, reduction="none", beta=0.1).sum(1)
    return total + 1.5 * (way * offset_known).sum() / offset_known.sum().clamp(min=1)


def predict(net, crops, index):
    net.eval()
    with torch.no_grad():
        return torch.cat([net(plain(crops.pictures(index[i:i + 256])).permute(0, 2, 3, 1)) for i in range(0, len(index), 256)]).numpy()


def report(net, crops, index, name):
    out = predict(net, crops, index)
    head = crops.head[index]
    said = out[:, :4].argmax(1)
    print(f"== {name}: {len(index)} crops")
    for placed in ("face", "seat", "head", "nothing"):
        m = crops.placed[index] == placed
        if m.any():
            table = [[int(((head == a) & (said == b) & m).sum()) for b in range(4)] for a in range(4)]
            print(placed, "head right %.3f" % (head[m] == said[m]).mean(), dict(zip(HEADS, table)))
    for k, what in enumerate(["hand", "standing", "turned"]):
        m = crops.known[index][:, k] > 0
        y, p = crops.flags[index][m, k] > 0.5, out[m, 4 + k]
        best = max(((2 * (y & (p > t)).sum() / max(1, y.sum() + (p > t).sum()), t) for t in np.linspace(-3, 3, 25)))
        at = lambda t: (float((y & (p > t)).sum() / max(1, y.sum())), float((y & (p > t)).sum() / max(1, (p > t).sum())))
        print(f"{what}: {int(y.sum())} of {len(y)}; R P at 0 %.3f %.3f, best F1 %.3f at %.2f" % (*at(0), *best))
    m = crops.yaw_known[index] > 0
    error = np.rad2deg(np.abs((np.arctan2(out[m, 7], out[m, 8]) - crops.yaw[index][m] + np.pi) % (2 * np.pi) - np.pi))
    k = crops.offset_known[index] > 0
    way = np.hypot(*(out[k, 9:11] - crops.offset[index][k, :2]).T)
    print("offset: median error %.2f face heights, 90 %% %.2f; uncorrected %.2f, %.2f" % (np.median(way), np.quantile(way, 0.9), *np.quantile(np.hypot(*crops.offset[index][k, :2].T), [0.5, 0.9])))
    print("yaw: median error %.1f deg, 90 %% %.1f" % (np.median(error), np.quantile(error, 0.9)), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--crops", nargs="+", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--batches", type=int, default=160, help="batches of 128 an epoch")
    parser.add_argument("--test", nargs="*", default=[], help="names of the rooms kept for the test")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", help="weights to go on from")
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(1); random.seed(1); np.random.seed(1)
    crops = Crops(a.crops)
    rooms = sorted(set(crops.room))
    held = set(a.test) & set(rooms)
    test = np.array([r in held for r in crops.room])
    print(f"{len(rooms)} rooms, {len(held)} kept for the test: {sorted(held)}", flush=True)
    train = np.flatnonzero(~test & crops.usable)
    kept = np.flatnonzero(test & crops.usable)
    kept = kept[np.random.permutation(len(kept))[:3000]]
    # rarer things are drawn more often
    rate = np.where(crops.head == 0, 0.6, 1.0)
    rate = rate * np.where(crops.head == 3, 2.5, 1) * (1 + 1.5 * (crops.flags.max(1) > 0) + 1.0 * (crops.head == 2))
    rate = rate[train] / rate[train].sum()
    net = StudentStates()
    if a.start:
        known, own = torch.load(a.start), net.state_dict()
        net.load_state_dict({k: own[k] if own[k].shape != known[k].shape else known[k] for k in own})
    steps = a.epochs * a.batches
    optimiser = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=2e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps, pct_start=0.15)
    weights = torch.tensor([1.0, 1.0, 1.0, 1.3])
    for epoch in range(a.epochs):
        net.train(); began = time.time(); sum_ = 0.0
        for _ in range(a.batches):
            i = np.random.choice(train, 128, p=rate)
            x, how = augmented(crops.pictures(i))
            out = net(x.permute(0, 2, 3, 1))
            t = lambda v: torch.from_numpy(v[i])
            value = loss(out, t(crops.head), t(crops.flags), t(crops.known), t(crops.yaw) * how[4], t(crops.yaw_known), moved(t(crops.offset), how), t(crops.offset_known), weights)
            optimiser.zero_grad(); value.backward(); optimiser.step(); schedule.step(); sum_ += value.item()
        print(f"epoch {epoch + 1}: loss {sum_ / a.batches:.4f}, {time.time() - began:.0f} s", flush=True)
        if epoch % 6 == 5 and epoch + 1 < a.epochs and len(kept):
            report(net, crops, kept, "rooms not seen")
        torch.save(net.state_dict(), a.out + ".pt")
    if len(kept):
        report(net, crops, kept, "rooms not seen")
    net.eval()
    torch.onnx.export(net, torch.zeros(2, SIZE, SIZE, 3), a.out, input_names=["crops"], output_names=["states"],
                      dynamic_axes={"crops": {0: "N"}, "states": {0: "N"}}, opset_version=13)


if __name__ == "__main__":
    main()
