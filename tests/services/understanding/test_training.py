"""Making a model: what scikit-learn fits is what numpy reads back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from services.understanding.examples import Example
from services.understanding.model import Model, load, save
from services.understanding.reading import reader_of
from services.understanding.report import figures
from services.understanding.training import Judged, calibrated, judged, made, read
from services.understanding.understood import Service
from tests.services.understanding.unseen import examples

EACH = 24


@pytest.fixture(scope="module")
def few() -> tuple[Example, ...]:
    """The first examples of each service: enough to learn something from, in a moment."""
    return tuple(
        example for service in Service for example in [one for one in examples() if one.service is service][:EACH]
    )


@pytest.fixture(scope="module")
def learnt(few: tuple[Example, ...]) -> Model:
    reader = reader_of(example.text for example in few)
    return made(read(few, reader), reader)


def test_what_was_learnt_is_known(few: tuple[Example, ...], learnt: Model) -> None:
    right = [learnt.understand(example.text).service is example.service for example in few]
    assert sum(right) / len(right) > 0.9


def test_a_model_read_back_says_the_same(few: tuple[Example, ...], learnt: Model, tmp_path: Path) -> None:
    save(learnt, tmp_path / "model.npz")
    again = load(tmp_path / "model.npz")
    assert [again.understand(one.text) for one in few] == [learnt.understand(one.text) for one in few]


def test_every_example_is_judged_by_a_model_that_has_not_seen_it(few: tuple[Example, ...], learnt: Model) -> None:
    found = judged(read(few, learnt.reader), learnt.reader)
    assert found.truth == few
    taken = [found.services[place] for place in found.scores.argmax(axis=1)]
    seen = [learnt.understand(one.text).service for one in few]
    truth = [one.service for one in few]
    assert figures(truth, taken).share(Service) < figures(truth, seen).share(Service)


def test_thresholds_are_where_the_aims_are_met(learnt: Model) -> None:
    truth = tuple(Example("x", Service.MAR, None) for _ in range(100))
    scores = np.zeros((100, len(Service)), dtype=np.float32)
    scores[:, 0] = np.linspace(-2, 8, 100)  # the higher the surer, and right where it is above the others
    found = calibrated(learnt, Judged(tuple(Service), truth, scores, (("mar-days", 0.4), *(None,) * 99)))
    assert 0 < found.thresholds.unsure <= found.thresholds.sure < 1
    assert found.thresholds.faq == 1.0  # what was shown was wrong
