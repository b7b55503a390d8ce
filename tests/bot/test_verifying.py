"""`hamyar verify` and `hamyar public-keys`: what they print and how they end, without a database."""

from __future__ import annotations

import base64
import os
import resource
import signal
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import cli
from bot.settings import Settings
from bot.signing import SigningKeysUnreadable, add_signing_keys, kept_signing_keys, signing_keys, signing_keys_file
from bot.verifying import CODES, TOLD
from handlers.printing import Press
from handlers.wording import Wording
from services.issued import SigningKeys, Verdict
from services.issued.keys import written
from services.issued.pdf import ATTACHMENT
from tests.services.issued.papers import CONTRACT, KEYS, OTHERS, RECEIPT

Ended = tuple[int, str, str]


@pytest.fixture
def hamyar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Callable[..., Ended]]:
    """Runs a command in an empty folder: how it ended, what it printed, what it complained of."""
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["hamyar", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err  # type: ignore[return-value]

    yield run
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
async def receipt(tmp_path: Path) -> Path:
    """A receipt of ours as a file, and its public keys beside it."""
    press = Press(KEYS, Wording(), "https://hamyar.example")
    (tmp_path / "receipt.pdf").write_bytes((await press.receipt(RECEIPT)).pdf)
    drawn = await press.contract(CONTRACT, name="سارا احمدی", national_id="0012345679")
    (tmp_path / "contract.pdf").write_bytes(drawn.pdf)
    (tmp_path / "keys").write_text(KEYS.public.written())
    await press.close()
    return tmp_path / "receipt.pdf"


def test_a_genuine_receipt_is_told_with_its_facts(hamyar: Callable[..., Ended], receipt: Path) -> None:
    assert hamyar("verify", receipt, "--keys", "keys") == (
        0,
        "genuine: the file is as it was issued, signed with the key cd8fa86a\n"
        "  receipt      140408-00012345\n"
        "  for          سارا ا•••, 001•••679\n"
        "  scheme       voluntary\n"
        "  months       1404-07\n"
        "  amount       34,788,961 rials\n"
        "  reference    22334455667788\n"
        "  at           1404/08/01 12:35:07\n",
        "",
    )


def test_a_genuine_contract_is_told_with_its_facts(hamyar: Callable[..., Ended], receipt: Path) -> None:
    code, told, _ = hamyar("verify", "contract.pdf", "--keys", "keys")
    assert code == 0
    assert "  base         4156387.2 rials a day, 27 %\n  premium      33,666,736 rials\n" in told
    assert "0012345679" not in told


def test_what_is_not_genuine_ends_otherwise(hamyar: Callable[..., Ended], receipt: Path) -> None:
    pdf = receipt.read_bytes()
    receipt.write_bytes(pdf + b"\n")
    code, told, _ = hamyar("verify", receipt, "--keys", "keys")
    assert (code, told.split(":")[0]) == (5, "resaved")
    assert "34,788,961" in told
    receipt.write_bytes(b"%PDF-1.7")
    assert hamyar("verify", receipt, "--keys", "keys")[:2] == (3, TOLD[Verdict.NOT_OURS] + "\n")
    receipt.write_bytes(pdf)
    (receipt.parent / "keys").write_text(OTHERS.public.written())
    code, told, _ = hamyar("verify", receipt, "--keys", "keys")
    assert (code, told) == (4, TOLD[Verdict.UNKNOWN_KEY].format(key=KEYS.id) + "\n")


def test_a_file_that_unfolds_to_gigabytes_is_not_ours(hamyar: Callable[..., Ended], receipt: Path) -> None:
    receipt.write_bytes(bomb())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert hamyar("verify", receipt, "--keys", "keys")[:2] == (3, TOLD[Verdict.NOT_OURS] + "\n")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def bomb() -> bytes:
    """A PDF whose attachment, under the name of ours, has more than a gigabyte of zeros."""
    squeeze = zlib.compressobj(9)
    first, more = (squeeze.compress(bytes(1 << 24)) + squeeze.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    zeros = first + more * 79
    name = ATTACHMENT.encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(%s) 4 0 R]>>>>>>" % name,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/Filespec/F(%s)/UF(%s)/EF<</F 5 0 R>>>>" % (name, name),
        b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(zeros), zeros),
    ]
    pdf, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(pdf)
    return pdf + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def test_every_verdict_ends_in_its_own_way_and_none_as_an_error_does() -> None:
    assert set(CODES) == set(TOLD) == set(Verdict)
    assert len(set(CODES.values())) == len(Verdict)
    assert 2 not in CODES.values()


def test_the_public_keys_are_those_that_verify(hamyar: Callable[..., Ended], receipt: Path) -> None:
    signing_keys_file(Settings()).parent.mkdir()
    signing_keys_file(Settings()).write_text(written([b"n" * 32, b"k" * 32]))
    code, told, _ = hamyar("public-keys")
    assert (code, told) == (0, SigningKeys([b"n" * 32, b"k" * 32]).public.written())
    (receipt.parent / "exported").write_text(told)
    assert hamyar("verify", receipt, "--keys", "exported")[0] == 0
    assert hamyar("verify", receipt)[0] == 0  # with our own, too


def test_where_nothing_was_signed_no_key_is_made_to_verify(hamyar: Callable[..., Ended], receipt: Path) -> None:
    for command in (("verify", receipt), ("public-keys",)):
        code, told, complaint = hamyar(*command)
        assert (code, told) == (2, "")
        assert "there are no signing keys" in complaint
    assert kept_signing_keys(Settings()) == ()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "holds no key"),
        (b"\xff\xfe", "is no text"),
        (written([b"k" * 32]).encode(), "must be lines of id:key"),
        (b"cd8fa86a:short", "must be lines of id:key"),
    ],
)
def test_a_file_of_keys_that_is_none_is_told(
    hamyar: Callable[..., Ended], receipt: Path, content: bytes, complaint: str
) -> None:
    (receipt.parent / "keys").write_bytes(content)
    code, _, said = hamyar("verify", receipt, "--keys", "keys")
    assert code == 2
    assert complaint in said
    assert base64.b64encode(b"k" * 32).decode() not in said


def test_a_file_that_is_not_there_is_told(hamyar: Callable[..., Ended], receipt: Path) -> None:
    for arguments in (("nothing.pdf", "--keys", "keys"), (receipt, "--keys", "nothing"), (".", "--keys", "keys")):
        code, _, said = hamyar("verify", *arguments)
        assert code == 2
        assert "Traceback" not in said


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    own = Settings(data_dir=tmp_path / "data")
    first = signing_keys(own)
    assert signing_keys(own).id == first.id
    assert stat.S_IMODE(signing_keys_file(own).stat().st_mode) == 0o600
    assert os.listdir(own.data_dir) == ["signing_keys"]


def test_the_settings_keys_come_before_any_kept_ones(tmp_path: Path) -> None:
    kept = Settings(data_dir=tmp_path)
    signing_keys(kept)
    given = Settings(data_dir=tmp_path, signing_keys=SecretStr(written([b"k" * 32])))
    assert [*signing_keys(given).public.by_id] == [KEYS.id]


def test_keys_are_added_behind_those_that_are_there(tmp_path: Path) -> None:
    own = Settings(data_dir=tmp_path)
    first = signing_keys(own).id
    for _ in range(2):
        add_signing_keys(own, (b"k" * 32,))
    assert [*signing_keys(own).public.by_id] == [first, KEYS.id]


@pytest.mark.parametrize("content", [b"", b"x", b"\xff"])
def test_a_spoiled_key_file_is_told_and_not_overwritten(tmp_path: Path, content: bytes) -> None:
    own = Settings(data_dir=tmp_path)
    signing_keys_file(own).write_bytes(content)
    with pytest.raises(SigningKeysUnreadable, match="signing_keys"):
        signing_keys(own)
    assert signing_keys_file(own).read_bytes() == content


def test_a_wrong_setting_is_refused_without_its_value() -> None:
    with pytest.raises(ValueError, match="32 bytes in base64") as refused:
        Settings(signing_keys=SecretStr("canary"))
    assert "canary" not in str(refused.value)
