"""The two nets that hear a lesson's talk piece by piece (PyTorch).

`Piece` sums up what one piece of talk sounds like; `Turns` compares each piece with all others of the lesson by attention
(Vaswani et al. 2017): whoever says little and sounds like nobody else is not the teacher.
"""
import torch
from torch import nn

from talk_nets import Block

CLASSES = 3
ROW_WIDTH = 170
# What describePieces (agent/sensing/microphone/talk-pieces.ts) gives of a piece.
DESCRIBED = 93
# What `Piece` gives of it: 48 means and 48 deviations.
HEARD = 96


class Piece(nn.Module):
    """rows [B, T, 170], mask [B, T] (1 where the piece is) → heard [B, 96]

    Weighted means and deviations over the piece, the weights being learnt (attentive statistics pooling, Okabe et al. 2018).
    """

    def __init__(self, channels=48):
        super().__init__()
        self.enter = nn.Sequential(nn.Conv1d(ROW_WIDTH, channels, 3, padding=1), nn.BatchNorm1d(channels), nn.ReLU())
        self.blocks = nn.ModuleList(Block(channels, dilation, dropout=0.1) for dilation in (1, 2))
        self.leave = nn.Sequential(nn.BatchNorm1d(channels), nn.ReLU())
        self.weight = nn.Conv1d(channels, 1, 1)
        self.value = nn.Conv1d(channels, HEARD // 2, 1)

    def forward(self, rows, mask):
        mask = mask[:, None]
        x = self.enter((rows.transpose(1, 2) * mask)) * mask
        for block in self.blocks:
            x = block(x) * mask
        x = self.leave(x)
        weights = (self.weight(x) + (mask - 1) * 1e4).softmax(dim=2)
        values = self.value(x)
        mean = (weights * values).sum(dim=2)
        deviation = ((weights * (values - mean[..., None]) ** 2).sum(dim=2) + 1e-5).sqrt()
        return torch.cat([mean, deviation], dim=1)


class Turns(nn.Module):
    """pieces [B, P, 93 + 96]: described and heard → logits [B, P, 3]; each sees its neighbours and all of the lesson's."""

    def __init__(self, size=64, layers=3, heads=4, dropout=0.15):
        super().__init__()
        self.enter = nn.Sequential(nn.Linear(DESCRIBED + HEARD, 96), nn.ReLU(), nn.Dropout(dropout), nn.Linear(96, size))
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


class TurnNets(nn.Module):
    """Both. `described` [B, P, 93] and `absent` [B, P]; the rows and masks of the pieces that are there, one after the other."""

    def __init__(self):
        super().__init__()
        self.piece, self.turns = Piece(), Turns()

    def forward(self, described, absent, rows, mask):
        heard = self.piece(rows, mask)
        places = (~absent).reshape(-1).nonzero()[:, 0]
        table = torch.zeros(absent.numel(), HEARD).index_copy(0, places, heard)
        return self.turns(torch.cat([described, table.reshape(*absent.shape, HEARD)], dim=2), absent)
