"""Making the model: `make model`. The one part that needs scikit-learn, for fitting; all else is what ships.

The figures printed are cross-validated: every example is judged by a model that was made without it. Temperature and
thresholds are chosen from those same judgements, by the aims below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.model_selection import StratifiedKFold  # type: ignore[import-untyped]
from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

from services.understanding.examples import Example, fingerprint
from services.understanding.features import BUCKETS, features, heard_features
from services.understanding.model import Column, Floats, Head, Model, softmax, vector
from services.understanding.reading import Reader
from services.understanding.spelling import is_latin
from services.understanding.understood import Service, Thresholds

FOLDS = 3
STRENGTH = 3.0  # how closely the weights of services follow the examples (scikit-learn's C)
ENTRY_STRENGTH = 10.0  # the same of the FAQ's entries
HEARD_WEIGHT = 0.5  # what an example counts when it is learnt once more as if written in Latin letters
EVENNESS = 0.6  # 0: a service counts as often as it has examples, 1: all services count the same
# What the thresholds are chosen for, on messages that a fold had not seen:
SURE_AND_RIGHT = 0.95  # of the messages answered at once, so many are understood rightly
ONE_OF_TWO = 0.75  # of those asked back about with about the same confidence, so many are one of the two offered
ABOUT_THE_SAME = 0.1
FAQ_AND_RIGHT = 0.8  # of the FAQ entries shown, so many answer what was asked
LEAST_ENTRY = 3  # an entry with fewer examples cannot be learnt

Row = dict[int, float]
Labels = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Read:
    """An example as the model sees it: spelt, and as if it had been written in Latin letters."""

    example: Example
    said: tuple[str, ...]
    spelt: Row
    heard: Row | None


@dataclass(frozen=True)
class Judged:
    """How examples came out that the model judging them had not seen: scores of the services, and FAQ entries."""

    services: tuple[Service, ...]
    truth: tuple[Example, ...]
    scores: Floats
    entries: tuple[tuple[str, float] | None, ...]  # the likeliest FAQ entry of the service taken, and how likely


def read(examples: Sequence[Example], reader: Reader) -> list[Read]:
    """Examples as features."""
    found = []
    for example in examples:
        said = reader.words(example.text)
        heard = None if any(is_latin(word) for word in said) else heard_features(said)
        found.append(Read(example, said, features(said), heard))
    return found


def made(reads: Sequence[Read], reader: Reader) -> Model:
    """A model of these examples, its confidence not yet calibrated."""
    rarity = _rarity([one.spelt for one in reads])
    services = tuple(Service)
    rows = [one.spelt for one in reads] + [one.heard for one in reads if one.heard is not None]
    names = [one.example.service for one in reads] + [one.example.service for one in reads if one.heard is not None]
    often = Counter(one.example.service for one in reads)
    usual = len(reads) / len(often)
    counts = [
        (usual / often[name]) ** EVENNESS * (1.0 if at < len(reads) else HEARD_WEIGHT) for at, name in enumerate(names)
    ]
    about = _fitted(rows, [str(name) for name in names], counts, rarity, [str(one) for one in services])
    columns, faq = _faq(reads, rarity)
    return Model(services, about, columns, faq, rarity, 1.0, Thresholds(0.0, 0.0, 0.0), reader, fingerprint())


def _faq(reads: Sequence[Read], rarity: Floats) -> tuple[tuple[Column, ...], Head]:
    """For each entry, what tells the messages that ask for it from the others about the same service."""
    columns: list[Column] = []
    weights: list[Floats] = []
    for service in Service:
        mine = [one for one in reads if one.example.service is service]
        asked = np.array([one.example.faq or "" for one in mine])
        often = Counter(asked.tolist())
        table = _table([one.spelt for one in mine], rarity)
        for entry in sorted(entry for entry, times in often.items() if entry and LEAST_ENTRY <= times < len(mine)):
            fit = LogisticRegression(
                C=ENTRY_STRENGTH, solver="liblinear", dual=True, class_weight="balanced", tol=1e-2, random_state=1
            )
            fit.fit(table, asked == entry)
            weights.append(np.append(fit.coef_[0], fit.intercept_).astype(np.float32))
            columns.append(Column(service, entry))
    exact = np.stack(weights, axis=1)
    return tuple(columns), _head(exact[:-1], exact[-1])


def _head(exact: Floats, start: Floats) -> Head:
    """Weights as whole numbers of 8 bits, and the worth of one in each column."""
    scale = np.maximum(np.abs(exact).max(axis=0) / 127, 1e-9).astype(np.float32)
    return Head(np.round(exact / scale).astype(np.int8), scale, start)


def _fitted(
    rows: Sequence[Row], names: Sequence[str], counts: Sequence[float], rarity: Floats, order: Sequence[str]
) -> Head:
    """Weights of a linear classifier, one column for each name of `order`.

    A support vector machine: it looks at the examples that are hard to tell apart, where a logistic regression is moved
    by all of them, and of new examples it told about two in a hundred more.
    """
    fit = LinearSVC(C=STRENGTH, tol=1e-3, random_state=1)
    fit.fit(_table(rows, rarity), list(names), sample_weight=list(counts))
    at = [list(fit.classes_).index(name) for name in order]
    return _head(fit.coef_[at].T.astype(np.float32), fit.intercept_[at].astype(np.float32))


def _rarity(rows: Sequence[Row]) -> Floats:
    seen = np.zeros(BUCKETS)
    for row in rows:
        seen[list(row)] += 1
    return np.asarray(np.log((1 + len(rows)) / (1 + seen)) + 1, dtype=np.float16).astype(np.float32)


def _table(rows: Sequence[Row], rarity: Floats) -> csr_matrix:
    vectors = [vector(row, rarity) for row in rows]
    ends = np.cumsum([0, *(len(places) for places, _ in vectors)])
    places = np.concatenate([places for places, _ in vectors])
    return csr_matrix((np.concatenate([counts for _, counts in vectors]), places, ends), shape=(len(rows), BUCKETS))


def judged(reads: Sequence[Read], reader: Reader) -> Judged:
    """Every example, judged by a model of the folds it is not in."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    labels = [f"{one.example.service} {one.example.faq}" for one in reads]
    often = Counter(labels)
    labels = [label if often[label] >= FOLDS else label.split()[0] for label in labels]
    scores = np.zeros((len(reads), len(Service)), dtype=np.float32)
    entries: list[tuple[str, float] | None] = [None] * len(reads)
    for learnt, left in folds.split(reads, labels):
        model = made([reads[place] for place in learnt], reader)
        for place in left:
            rows, counts = vector(reads[place].spelt, model.rarity)
            scores[place] = model.about.scores(rows, counts)
            service = model.services[int(np.argmax(scores[place]))]
            entries[place] = model.entry(service, reads[place].said, rows, counts)
    return Judged(tuple(Service), tuple(one.example for one in reads), scores, tuple(entries))


def calibrated(model: Model, found: Judged) -> Model:
    """The model with the temperature and the thresholds that its examples, judged unseen, ask for."""
    truth = np.array([found.services.index(example.service) for example in found.truth])
    temperature = float(
        min(np.arange(0.1, 2.01, 0.02), key=lambda one: _surprise(found.scores / np.float32(one), truth))
    )
    likely = softmax(found.scores / np.float32(temperature))
    order = np.argsort(-likely, axis=1)
    best, right = likely.max(axis=1), order[:, 0] == truth
    offered = (order[:, :2] == truth[:, None]).any(axis=1)
    sure = _lowest(best, right, SURE_AND_RIGHT)
    unsure = _lowest_band(best, offered, sure)
    found_entries = [(one, example.faq) for one, example in zip(found.entries, found.truth, strict=True) if one]
    chances = np.array([chance for (_, chance), _ in found_entries])
    answers = np.array([entry == asked for (entry, _), asked in found_entries])
    faq = _lowest(chances, answers, FAQ_AND_RIGHT)
    return replace(model, temperature=temperature, thresholds=Thresholds(sure, unsure, faq))


def _surprise(scores: Floats, truth: npt.NDArray[np.int_]) -> float:
    likely = softmax(scores)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(likely, 1e-9)).mean())


def _lowest(confidence: npt.NDArray[np.floating], right: npt.NDArray[np.bool_], share: float) -> float:
    """The lowest confidence, to hundredths, above which at least `share` are right."""
    for hundredths in range(100):
        above = confidence >= hundredths / 100
        if above.any() and right[above].mean() >= share:
            return hundredths / 100
    return 1.0


def _lowest_band(confidence: npt.NDArray[np.floating], offered: npt.NDArray[np.bool_], sure: float) -> float:
    """The lowest confidence, to hundredths, from which up to `sure` the right service is offered often enough."""
    for hundredths in range(round(sure * 100), 0, -1):
        band = (confidence >= hundredths / 100) & (confidence < hundredths / 100 + ABOUT_THE_SAME)
        if band.any() and offered[band].mean() < ONE_OF_TWO:
            return (hundredths + 1) / 100
    return 0.0
