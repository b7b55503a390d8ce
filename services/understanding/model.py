"""The model as it ships: weights of a linear classifier, read with numpy. No pickle, no training library.

A row of `weights` is a feature, a column a service; those of the FAQ have a column for each entry, judged alone.
Weights are kept as whole numbers of a column's `scale`. Confidence is the softmax of the scores divided by
`temperature`, chosen so that "0.9" is right nine times out of ten on examples that a fold had not seen.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from services.understanding.features import BUCKETS, features
from services.understanding.keywords import KEYWORDS
from services.understanding.layout import Letters
from services.understanding.reading import Reader
from services.understanding.understood import Alternative, Service, Thresholds, Understood
from services.understanding.vocabulary import Vocabulary

MODEL = Path(__file__).parent / "model.npz"
VERSION = 2
ALTERNATIVES = 3
LONGEST = 600  # letters that are read: a longer message says what it wants at its beginning
_DAY = (1980, 1, 1, 0, 0, 0)  # so that the same weights are the same bytes

Floats = npt.NDArray[np.float32]


class NotAModel(ValueError):
    """The file holds no model that this program reads."""


@dataclass(frozen=True)
class Column:
    """One of the FAQ's columns: the entry, and the service it belongs to."""

    service: Service
    entry: str


@dataclass(frozen=True)
class Head:
    """Scores of some columns: whole-number weights, the worth of one in each column, and what a column starts from."""

    weights: npt.NDArray[np.int8]
    scale: Floats
    start: Floats

    def scores(self, rows: npt.NDArray[np.intp], counts: Floats) -> Floats:
        return np.asarray(counts @ self.weights[rows].astype(np.float32) * self.scale + self.start, dtype=np.float32)


@dataclass(frozen=True)
class Model:
    """What tells a message's service and FAQ entry. `fingerprint` is that of the examples it was made from."""

    services: tuple[Service, ...]
    about: Head
    columns: tuple[Column, ...]
    faq: Head
    rarity: Floats
    temperature: float
    thresholds: Thresholds
    reader: Reader
    fingerprint: str

    def understand(self, text: str) -> Understood:
        """What `text` is about."""
        said = self.words(text)
        rows, counts = vector(features(said), self.rarity)
        confidence = softmax(self.about.scores(rows, counts) / self.temperature)
        best, *others = np.argsort(-confidence)[: ALTERNATIVES + 1].tolist()
        service, sure = self.services[best], float(confidence[best])
        return Understood(
            text=text,
            service=service,
            confidence=sure,
            sureness=self.thresholds.sureness(sure),
            alternatives=tuple(Alternative(self.services[one], float(confidence[one])) for one in others),
            faq=self._answer(service, said, rows, counts),
        )

    def words(self, text: str) -> tuple[str, ...]:
        """What of `text` is meant, as it was meant to be typed, in normalised words."""
        return self.reader.words(text[:LONGEST])

    def _answer(self, service: Service, said: Sequence[str], rows: npt.NDArray[np.intp], counts: Floats) -> str | None:
        found = self.entry(service, said, rows, counts)
        return found[0] if found is not None and found[1] >= self.thresholds.faq else None

    def entry(
        self, service: Service, said: Sequence[str], rows: npt.NDArray[np.intp], counts: Floats
    ) -> tuple[str, float] | None:
        """The likeliest FAQ entry of a service among those with a keyword in the message, and how likely."""
        mine = [
            place
            for place, column in enumerate(self.columns)
            if column.service is service and KEYWORDS.fit(column.entry, said)
        ]
        if not mine:
            return None
        scores = self.faq.scores(rows, counts)[mine]
        best = int(np.argmax(scores))
        return self.columns[mine[best]].entry, float(1 / (1 + np.exp(-scores[best])))


def softmax(scores: Floats) -> Floats:
    """Scores as probabilities, row by row."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)


def vector(found: dict[int, float], rarity: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """Rows and what each counts: rare features more than common ones, all together of length 1."""
    rows = np.fromiter(found, dtype=np.intp, count=len(found))
    counts = np.fromiter(found.values(), dtype=np.float32, count=len(found)) * rarity[rows]
    length = float(np.sqrt(counts @ counts))
    return rows, counts / np.float32(length or 1.0)


def load(path: Path = MODEL) -> Model:
    """The model in a file. Raises `NotAModel`."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            held = {name: stored[name] for name in stored.files}
        return _model(held)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise NotAModel(f"{path} is no model of version {VERSION}: {error}") from error


def save(model: Model, path: Path = MODEL) -> None:
    """Write the model; the same model is the same bytes."""
    held: dict[str, npt.NDArray[Any]] = {
        "version": np.array(VERSION),
        "services": np.array([str(service) for service in model.services]),
        "columns": np.array([f"{column.service} {column.entry}" for column in model.columns]),
        "rarity": model.rarity.astype(np.float16),
        "temperature": np.array(model.temperature),
        "thresholds": np.array([model.thresholds.sure, model.thresholds.unsure, model.thresholds.faq]),
        "persian": np.array(model.reader.letters.persian, dtype=np.float32),
        "latin": np.array(model.reader.letters.latin, dtype=np.float32),
        "words": np.frombuffer(" ".join(model.reader.vocabulary.often).encode(), dtype=np.uint8),
        "often": np.array(list(model.reader.vocabulary.often.values()), dtype=np.uint16),
        "fingerprint": np.array(model.fingerprint),
    }
    for name, head in (("about", model.about), ("faq", model.faq)):
        held |= {f"{name}_weights": head.weights, f"{name}_scale": head.scale, f"{name}_start": head.start}
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in held.items():
            about = zipfile.ZipInfo(f"{name}.npy", _DAY)
            about.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(about, "w") as entry:
                np.lib.format.write_array(entry, np.asarray(array), allow_pickle=False)


def _model(held: dict[str, npt.NDArray[Any]]) -> Model:
    if int(held["version"]) != VERSION:
        raise NotAModel(f"version {held['version']}, not {VERSION}")
    if len(held["rarity"]) != BUCKETS:
        raise NotAModel(f"{len(held['rarity'])} rows, not {BUCKETS}")
    columns = [str(column).split(" ") for column in held["columns"]]
    return Model(
        services=tuple(Service(str(name)) for name in held["services"]),
        about=_head(held, "about"),
        columns=tuple(Column(Service(service), entry) for service, entry in columns),
        faq=_head(held, "faq"),
        rarity=held["rarity"].astype(np.float32),
        temperature=float(held["temperature"]),
        thresholds=Thresholds(*(float(one) for one in held["thresholds"])),
        reader=Reader(Letters(_table(held["persian"]), _table(held["latin"])), _vocabulary(held)),
        fingerprint=str(held["fingerprint"]),
    )


def _vocabulary(held: dict[str, npt.NDArray[Any]]) -> Vocabulary:
    words: list[str] = held["words"].tobytes().decode().split()
    return Vocabulary(dict(zip(words, held["often"].tolist(), strict=True)))


def _head(held: dict[str, npt.NDArray[Any]], name: str) -> Head:
    return Head(held[f"{name}_weights"], held[f"{name}_scale"], held[f"{name}_start"])


def _table(array: npt.NDArray[Any]) -> tuple[tuple[float, ...], ...]:
    rows: Sequence[Sequence[float]] = array.tolist()
    return tuple(tuple(row) for row in rows)
