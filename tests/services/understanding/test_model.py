"""The model that ships: made of the examples as they are, and as good on unseen messages as was asked."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from services.understanding.comparing import IN_SCOPE_AIM, OUT_AIM
from services.understanding.examples import EXAMPLES, MalformedExamples, fingerprint, read_examples
from services.understanding.model import MODEL, NotAModel, load, save, softmax
from services.understanding.report import Figures, figures
from services.understanding.understood import Service, Sureness, Thresholds
from tests.services.understanding.unseen import examples, model, unseen

JUDGED = ("heldout.txt", "sealed_fifth.txt")


def judged(name: str) -> Figures:
    messages = unseen(name)
    return figures([one.service for one in messages], [model().understand(one.text).service for one in messages])


def test_it_is_made_of_the_examples_as_they_are() -> None:
    assert model().fingerprint == fingerprint(), "the examples have changed: run `make model`"


def test_nothing_unseen_is_among_the_examples() -> None:
    seen = {example.text for example in examples()}
    for name in JUDGED:
        assert [one.text for one in unseen(name) if one.text in seen] == []
    assert len(unseen("heldout.txt")) > 500


@pytest.mark.parametrize("name", JUDGED)
def test_unseen_messages_are_understood_as_often_as_was_asked(name: str) -> None:
    found = judged(name)
    assert found.in_scope >= IN_SCOPE_AIM, "\n".join(found.lines())
    assert found.out_of_scope >= OUT_AIM, "\n".join(found.lines())


def test_who_is_answered_at_once_is_understood() -> None:
    messages = [one for name in JUDGED for one in unseen(name)]
    told = [(model().understand(one.text), one.service) for one in messages]
    sure = [understood.service is service for understood, service in told if understood.sureness is Sureness.SURE]
    assert len(sure) / len(told) > 0.9
    assert sum(sure) / len(sure) > 0.97


def test_confidences_are_probabilities_in_order() -> None:
    understood = model().understand("بیمه اختیاری و کسری ماه")
    others = [one.confidence for one in understood.alternatives]
    assert others == sorted(others, reverse=True)
    assert 0 < sum(others) + understood.confidence <= 1.0001
    assert understood.confidence >= others[0]
    assert {understood.service, understood.alternatives[0].service} == {Service.VOL, Service.PMC}


@pytest.mark.parametrize("text", ["", " ", "؟", "\u200c", "😀", "\x00", "a" * 100_000, "۱" * 5000, "\ud83d"])
def test_anything_can_be_asked(text: str) -> None:
    understood = model().understand(text)
    assert understood.text == text
    assert 0 < understood.confidence <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("وام ازدواج میخوام", "کمک هزینه ازدواج میخوام"),
        ("گواهی کسر از اقساط وام", "تکمیل کسری ماه بیمه"),
        ("دخترم ازدواج کرده مستمریش قطع بشه", "دخترم به دنیا اومده به بیمه‌م اضافه بشه"),
        ("اعلامیه بدهی کارگاه رو ببینم", "به اعلامیه بدهی کارگاه اعتراض دارم"),
        ("بدهی کارگاه رو تسویه کنم", "برگه تسویه پیمانکاری"),
        ("مهلت اعتراض به اعلامیه چند روزه", "میخوام به اعلامیه اعتراض کنم، تا کی وقت دارم"),
        ("متن رای هیئت بدوی رو بفرستید", "رای هیئت بدوی رو قبول ندارم"),
        ("بدهی کارگاه رو یکجا میدم", "بدهی کارگاه رو ماه به ماه میدم"),
        ("جواب چرت و پرت نده", "چرت و پرت"),
    ],
)
def test_pairs_that_are_easily_confused_are_told_apart(one: str, other: str) -> None:
    assert model().understand(one).service is not model().understand(other).service


@pytest.mark.parametrize(
    "around",
    ["سلام خسته نباشید، {}", "{}، ممنون میشم راهنمایی کنید", "با سلام و احترام، {}. با تشکر", "salam {} mersi"],
)
def test_a_greeting_around_it_changes_no_wish(around: str) -> None:
    messages = unseen("heldout.txt")
    changed = [
        one.text
        for one in messages
        if model().understand(around.format(one.text)).service is not model().understand(one.text).service
    ]
    assert len(changed) < len(messages) / 50, changed


def test_a_model_is_the_same_bytes_when_it_is_written_again(tmp_path: Path) -> None:
    copy = tmp_path / "model.npz"
    save(load(), copy)
    assert copy.read_bytes() == MODEL.read_bytes()


def test_nothing_in_it_is_pickled() -> None:
    with np.load(MODEL, allow_pickle=False) as stored:
        assert all(stored[name].dtype != object for name in stored.files)


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(MODEL.read_bytes()[:1000])
    with pytest.raises(NotAModel):
        load(broken)
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("other.txt", "")
    with pytest.raises(NotAModel):
        load(broken)
    with pytest.raises(NotAModel):
        load(tmp_path / "none.npz")


def test_a_model_with_another_number_of_rows_is_refused(tmp_path: Path) -> None:
    shorter = tmp_path / "shorter.npz"
    save(replace(model(), rarity=model().rarity[:-1]), shorter)
    with pytest.raises(NotAModel, match="rows"):
        load(shorter)


def test_sureness_begins_at_its_threshold() -> None:
    thresholds = Thresholds(sure=0.8, unsure=0.3, faq=0.5)
    assert [thresholds.sureness(confidence) for confidence in (0.8, 0.79, 0.3, 0.29)] == [
        Sureness.SURE,
        Sureness.UNSURE,
        Sureness.UNSURE,
        Sureness.LOST,
    ]


def test_softmax_bears_large_scores() -> None:
    assert softmax(np.array([[1000.0, 0.0]], dtype=np.float32)).tolist() == [[1.0, 0.0]]


def test_there_are_a_few_thousand_examples_of_every_kind() -> None:
    services = [example.service for example in examples()]
    assert len(services) > 10_000
    assert min(services.count(service) for service in Service) > 500


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["سلام"], "before the first section"),
        (["[NON]"], "no service NON"),
        (["[ASK]", "سلام", "سلام"], "given twice"),
    ],
)
def test_a_line_that_is_no_example_is_named(lines: list[str], fault: str) -> None:
    with pytest.raises(MalformedExamples, match=f"line {len(lines)}: .*{fault}"):
        read_examples(lines)


def test_examples_carry_their_faq_entry() -> None:
    assert EXAMPLES.exists()
    [one] = read_examples(["# words", "", "[VOL]", "سن بیمه اختیاری → vol-age"])
    assert (one.text, one.service, one.faq) == ("سن بیمه اختیاری", Service.VOL, "vol-age")
