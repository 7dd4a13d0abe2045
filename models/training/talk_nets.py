"""The two nets that tell who talks (PyTorch).

`First` hears each step with some seconds around it. `Second` hears what `First` made of it once more, this time knowing
what the teacher and the students of this very lesson sound like: prototypes, the means of `First`'s voice embedding over
the lesson, weighted by how surely each class was heard (Snell et al. 2017).
"""
import torch
from torch import nn

CLASSES = 4
TEACHER, STUDENT = 0, 1


class Block(nn.Module):
    """A residual block of a temporal convolutional net (Bai et al. 2018), looking both ways."""

    def __init__(self, channels, dilation, dropout):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv1d(channels, channels, 3, padding=dilation, dilation=dilation), nn.BatchNorm1d(channels), nn.ReLU(),
            nn.Dropout(dropout), nn.Conv1d(channels, channels, 1))

    def forward(self, x):
        return x + self.body(x)


class First(nn.Module):
    """rows [B, T, width] → embedding [B, T, channels], voice [B, T, voice], logits [B, T, 4]"""

    DILATIONS = (1, 2, 4, 8, 16, 32)

    def __init__(self, width, channels, voice, dropout):
        super().__init__()
        self.enter = nn.Sequential(nn.Conv1d(width, channels, 3, padding=1), nn.BatchNorm1d(channels), nn.ReLU())
        self.blocks = nn.Sequential(*(Block(channels, d, dropout) for d in self.DILATIONS))
        self.leave = nn.Sequential(nn.BatchNorm1d(channels), nn.ReLU())
        self.voice = nn.Conv1d(channels, voice, 1)
        self.classes = nn.Conv1d(channels, CLASSES, 1)

    def forward(self, rows):
        x = self.leave(self.blocks(self.enter(rows.transpose(1, 2))))
        return x.transpose(1, 2), self.voice(x).transpose(1, 2), self.classes(x).transpose(1, 2)


class Second(nn.Module):
    """embedding, voice, prototypes [B, 2, voice] (teacher, student) → logits [B, T, 4], speech [B, T, 2]

    `speech` is whether each half of the step belongs to somebody's talk, as the voice was before the room: the net learns
    to take the echo off.
    """

    DILATIONS = (1, 4, 16, 32)

    def __init__(self, channels, voice, dropout):
        super().__init__()
        self.enter = nn.Sequential(nn.Conv1d(channels + 3 * voice + 4, channels, 1), nn.BatchNorm1d(channels), nn.ReLU())
        self.blocks = nn.Sequential(*(Block(channels, d, dropout) for d in self.DILATIONS))
        self.leave = nn.Sequential(nn.BatchNorm1d(channels), nn.ReLU())
        self.classes = nn.Conv1d(channels, CLASSES, 1)
        self.speech = nn.Conv1d(channels, 2, 1)

    def forward(self, embedding, voice, prototypes):
        teacher, student = prototypes[:, :1], prototypes[:, 1:]
        to_teacher, to_student = voice - teacher, voice - student
        width = voice.shape[2] ** 0.5
        near = torch.stack([to_teacher.norm(dim=2), to_student.norm(dim=2),
                            to_teacher.norm(dim=2) - to_student.norm(dim=2),
                            (teacher - student).norm(dim=2).expand(-1, voice.shape[1])], dim=2) / width
        x = torch.cat([embedding, voice, to_teacher, to_student, near], dim=2).transpose(1, 2)
        x = self.leave(self.blocks(self.enter(x)))
        return self.classes(x).transpose(1, 2), self.speech(x).transpose(1, 2)


def prototypes(voice, posteriors, mask):
    """[B, 2, voice]: means of the voice embedding weighted by the squared posteriors of teacher and student."""
    weights = posteriors[:, :, [TEACHER, STUDENT]] ** 2 * mask[:, :, None]
    total = weights.sum(dim=1) + 1e-3
    return torch.einsum("btk,btv->bkv", weights, voice) / total[:, :, None]
