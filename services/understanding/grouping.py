"""Texts in groups of likeness, so that a person labels fifty ways of asking one thing at once.

The first text of a group stands for it; another joins the likest group that is like enough. Likeness is the share of
features, as the model sees them, that two texts have in common; spelling and alphabet therefore divide nobody.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.understanding.features import features
from services.understanding.normalising import words
from services.understanding.records import Kept

LIKE_ENOUGH = 0.5


@dataclass
class Group:
    """Texts that are alike; `first` stands for them."""

    first: Kept
    texts: list[Kept] = field(default_factory=list)


def grouped(texts: Sequence[Kept]) -> list[Group]:
    """All texts in groups, the largest group first."""
    groups: list[Group] = []
    sizes: list[int] = []
    having: dict[int, list[int]] = defaultdict(list)  # the groups whose first text has a feature
    for one in texts:
        mine = features(words(one.text))
        shared: dict[int, int] = defaultdict(int)
        for feature in mine:
            for place in having[feature]:
                shared[place] += 1
        best = max(shared, key=lambda place: shared[place] / math.sqrt(sizes[place]), default=None)
        if best is not None and shared[best] / math.sqrt(sizes[best] * len(mine)) >= LIKE_ENOUGH:
            groups[best].texts.append(one)
            continue
        for feature in mine:
            having[feature].append(len(groups))
        groups.append(Group(one, [one]))
        sizes.append(len(mine))
    return sorted(groups, key=lambda group: -len(group.texts))
