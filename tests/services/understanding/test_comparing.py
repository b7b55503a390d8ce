"""A new model is taken only where it understands what neither has seen no worse than the one that ships."""

from __future__ import annotations

from dataclasses import replace

from services.understanding.comparing import HELDOUT, Comparison, compared, read_messages
from services.understanding.examples import Example
from services.understanding.report import Figures, figures
from services.understanding.understood import Service
from tests.services.understanding.unseen import examples, model


def of(in_scope: int, out: int) -> Figures:
    """Figures of a thousand messages in scope and a thousand of OUT, so many right."""
    truths = [Service.MAR] * 1000 + [Service.OUT] * 1000
    wrong = Service.VOL
    taken = [Service.MAR] * in_scope + [wrong] * (1000 - in_scope) + [Service.OUT] * out + [wrong] * (1000 - out)
    return figures(truths, taken)


def is_worse(old: Figures, new: Figures) -> bool:
    return Comparison(old, new, (0, 0), (0, 0)).is_worse


def test_a_model_is_no_worse_than_itself() -> None:
    found = compared(model(), model(), read_messages(HELDOUT))
    assert not found.is_worse
    assert found.sure_old == found.sure_new
    assert found.lines()[-1] == "the new model is no worse"


def test_a_model_that_has_forgotten_is_worse_and_says_where() -> None:
    forgetful = replace(model(), about=replace(model().about, scale=model().about.scale * (model().about.scale > 1)))
    found = compared(model(), forgetful, read_messages(HELDOUT))
    assert found.is_worse
    lines = found.lines()
    assert any(line.startswith("MAR") and line.endswith("worse") for line in lines)
    assert lines[-1] == "the new model is WORSE"


def test_below_an_aim_any_loss_is_too_much_above_it_half_a_percent_is_not() -> None:
    assert is_worse(of(955, 950), of(954, 950))
    assert is_worse(of(970, 915), of(970, 914))
    assert not is_worse(of(970, 950), of(965, 950))
    assert is_worse(of(970, 950), of(964, 950))
    assert is_worse(of(970, 950), of(970, 944))
    assert not is_worse(of(900, 800), of(901, 801))


def test_a_message_that_is_an_example_is_no_test() -> None:
    unknown = Example("زعفران سرگل قائنات پارسالی", Service.OUT, None)
    assert len(compared(model(), model(), [examples()[0], unknown]).new.pairs) == 1


def test_a_service_without_messages_has_no_share() -> None:
    assert Comparison(of(1000, 1000), of(1000, 1000), (0, 0), (0, 0)).lines()[2].split() == ["DAU", "·", "·"]
