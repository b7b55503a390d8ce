"""Every fault is named by file, line and code, and nothing of the folder is loaded."""

import pytest

from services.registry import FaultCode
from services.registry.intake import FAULTS_NAMED
from services.registry.lines import LONGEST_LINE_BYTES
from tests.services.registry.deliveries import ABSENT, GOOD, HUSBAND, WIFE, Delivery, Registry, places

OPTIONAL = ("payments.csv", "pensions.csv", "civil_events.csv")
HUGE = 5 * 1024**3

VALUES = [
    ("people.csv", "national_id", "0012345678", "bad-national-id"),
    ("people.csv", "national_id", "12345679", "bad-national-id"),
    ("people.csv", "national_id", "1111111111", "bad-national-id"),
    ("people.csv", "national_id", "۰۰۱۲۳۴۵۶۷۹", "bad-national-id"),
    ("people.csv", "national_id", "", "missing-value"),
    ("people.csv", "first_name", "", "missing-value"),
    ("people.csv", "last_name", "", "missing-value"),
    ("people.csv", "sex", "X", "unknown-word"),
    ("people.csv", "birth_date", "1995-13-01", "bad-date"),
    ("people.csv", "birth_date", "1995-02-29", "bad-date"),
    ("people.csv", "birth_date", "1374-01-01", "bad-date"),
    ("people.csv", "birth_date", "04/03/1995", "bad-date"),
    ("people.csv", "birth_date", "today", "bad-date"),
    ("people.csv", "insurance_number", "1234567", "bad-insurance-number"),
    ("people.csv", "mobile", "02112345678", "bad-mobile"),
    ("people.csv", "mobile", "0912123456", "bad-mobile"),
    ("people.csv", "sheba", "IR820540102680020817909003", "bad-sheba"),
    ("people.csv", "sheba", "820540102680020817909002", "bad-sheba"),
    ("people.csv", "marriage_history", "full", "unknown-word"),
    ("employment.csv", "workshop_id", "", "missing-value"),
    ("employment.csv", "started", "2019-13-01", "bad-date"),
    ("employment.csv", "started", "", "missing-value"),
    ("employment.csv", "ended", "2019-00-10", "bad-date"),
    ("employment.csv", "ended", "2019-03-20", "ended-before-started"),
    ("employment.csv", "national_id", ABSENT, "unknown-person"),
    ("employment.csv", "national_id", "1234567890", "bad-national-id"),
    ("wage_months.csv", "national_id", ABSENT, "unknown-person"),
    ("wage_months.csv", "national_id", "0012345678", "bad-national-id"),
    ("wage_months.csv", "month", "139913", "bad-month"),
    ("wage_months.csv", "month", "139900", "bad-month"),
    ("wage_months.csv", "month", "202012", "bad-month"),
    ("wage_months.csv", "month", "1399-1", "bad-month"),
    ("wage_months.csv", "workshop_id", "", "missing-value"),
    ("wage_months.csv", "scheme", "Compulsory", "unknown-word"),
    ("wage_months.csv", "days", "32", "bad-days"),
    ("wage_months.csv", "days", "40", "bad-days"),
    ("wage_months.csv", "days", "-1", "bad-days"),
    ("wage_months.csv", "days", "15.5", "bad-days"),
    ("wage_months.csv", "days", "99999999999999999999", "bad-days"),
    ("wage_months.csv", "days", "", "missing-value"),
    ("wage_months.csv", "wage", "-1", "negative-amount"),
    ("wage_months.csv", "wage", "1000000000000", "absurd-amount"),
    ("wage_months.csv", "wage", "9" * 30, "absurd-amount"),
    ("wage_months.csv", "wage", "-" + "9" * 30, "bad-amount"),
    ("wage_months.csv", "wage", "1_000", "bad-amount"),
    ("wage_months.csv", "wage", "0x10", "bad-amount"),
    ("wage_months.csv", "wage", " 5", "bad-amount"),
    ("marriages.csv", "marriage_id", "", "missing-value"),
    ("marriages.csv", "registered_on", "2020-13-01", "bad-date"),
    ("marriages.csv", "registered_on", "1399-09-11", "bad-date"),
    ("marriages.csv", "kind", "دائم", "unknown-word"),
    ("marriages.csv", "official", "1", "unknown-word"),
    ("marriages.csv", "husband_id", "0012345678", "bad-national-id"),
    ("marriages.csv", "wife_id", HUSBAND, "same-spouse"),
    ("payments.csv", "national_id", ABSENT, "unknown-person"),
    ("payments.csv", "amount", "-5", "negative-amount"),
    ("payments.csv", "amount", "", "missing-value"),
    ("payments.csv", "state", "Paid", "unknown-word"),
    ("payments.csv", "on", "2021-02-30", "bad-date"),
    ("pensions.csv", "pension_id", "", "missing-value"),
    ("pensions.csv", "deceased_id", "1234567890", "bad-national-id"),
    ("pensions.csv", "national_id", ABSENT, "unknown-person"),
    ("pensions.csv", "relation", "sister", "unknown-word"),
    ("pensions.csv", "started", "1389-01-01", "bad-date"),
    ("pensions.csv", "started", "", "missing-value"),
    ("pensions.csv", "ended", "2010-03-20", "ended-before-started"),
    ("civil_events.csv", "event_id", "", "missing-value"),
    ("civil_events.csv", "kind", "birth", "unknown-word"),
    ("civil_events.csv", "national_id", "1234567890", "bad-national-id"),
    ("civil_events.csv", "national_id", "", "missing-value"),
    ("civil_events.csv", "on", "2021-02-30", "bad-date"),
    ("civil_events.csv", "spouse_id", "12345", "bad-national-id"),
    ("civil_events.csv", "spouse_id", HUSBAND, "same-spouse"),
]


@pytest.mark.parametrize(("file", "column", "value", "code"), VALUES)
def test_a_bad_value_is_named(
    delivery: Delivery, registry: Registry, file: str, column: str, value: str, code: str
) -> None:
    delivery.value(file, 2, column, value)
    faults = [fault for fault in registry.faults(delivery) if fault.code != "unknown-person" or code == fault.code]
    assert places(faults) == [(file, 2, code)]
    assert faults[0].column == column
    assert faults[0].found == (value[:60] or None)


def test_every_fault_of_every_row_is_named_in_the_order_of_the_files(delivery: Delivery, registry: Registry) -> None:
    delivery.value("wage_months.csv", 2, "days", "40")
    delivery.value("wage_months.csv", 2, "wage", "-1")
    delivery.value("wage_months.csv", 4, "month", "139913")
    delivery.value("people.csv", 3, "sex", "W")
    delivery.value("marriages.csv", 4, "kind", "none")
    assert places(registry.faults(delivery)) == [
        ("people.csv", 3, "unknown-word"),
        ("wage_months.csv", 2, "bad-days"),
        ("wage_months.csv", 2, "negative-amount"),
        ("wage_months.csv", 4, "bad-month"),
        ("marriages.csv", 4, "unknown-word"),
    ]


def test_a_birth_in_the_future(delivery: Delivery, registry: Registry) -> None:
    delivery.empty("marriages.csv")
    delivery.value("people.csv", 2, "birth_date", "2025-09-23")
    assert registry.faults(delivery) == []
    delivery.value("people.csv", 2, "birth_date", "2025-09-24")
    assert places(registry.faults(delivery)) == [("people.csv", 2, "future-date")]


def test_a_marriage_before_a_spouse_was_born(delivery: Delivery, registry: Registry) -> None:
    delivery.value("marriages.csv", 2, "registered_on", "1995-12-01")
    (fault,) = registry.faults(delivery)
    assert places([fault]) == [("marriages.csv", 2, "married-before-birth")]
    assert (fault.column, fault.found) == ("wife_id", "1995-12-01")


def test_neither_spouse_named(delivery: Delivery, registry: Registry) -> None:
    delivery.line("marriages.csv", 3, "M2,2021-12-01,permanent,true,,")
    assert places(registry.faults(delivery)) == [("marriages.csv", 3, "no-spouse")]


@pytest.mark.parametrize("file", GOOD)
def test_a_key_given_twice_names_the_first_line(delivery: Delivery, registry: Registry, file: str) -> None:
    again = len(GOOD[file]) + 1
    delivery.line(file, again, GOOD[file][1])
    (fault,) = registry.faults(delivery)
    assert places([fault]) == [(file, again, "key-twice")]
    assert fault.found == "2"


def test_a_person_may_be_known_from_an_earlier_import(delivery: Delivery, registry: Registry) -> None:
    registry.load(delivery)
    delivery.empty("people.csv")
    assert registry.faults(delivery) == []


def test_a_known_marriage_dates_a_birth_as_well(delivery: Delivery, registry: Registry) -> None:
    registry.load(delivery)
    delivery.empty("marriages.csv", "payments.csv")
    delivery.value("people.csv", 2, "birth_date", "2020-12-02")
    assert places(registry.faults(delivery)) == [("people.csv", 2, "married-before-birth")]


@pytest.mark.parametrize("file", ["people.csv", "employment.csv", "wage_months.csv", "marriages.csv"])
def test_a_missing_file(delivery: Delivery, registry: Registry, file: str) -> None:
    (delivery.folder / file).unlink()
    assert places(registry.faults(delivery)) == [(file, None, "missing-file")]


def test_all_missing_files_are_named_at_once(delivery: Delivery, registry: Registry) -> None:
    for file in GOOD:
        (delivery.folder / file).unlink()
    assert [fault.file for fault in registry.faults(delivery)] == [file for file in GOOD if file not in OPTIONAL]


@pytest.mark.parametrize("file", OPTIONAL)
def test_some_files_may_be_missing(delivery: Delivery, registry: Registry, file: str) -> None:
    (delivery.folder / file).unlink()
    assert file not in registry.load(delivery).rows


def test_a_folder_in_the_place_of_a_file(delivery: Delivery, registry: Registry) -> None:
    (delivery.folder / "people.csv").unlink()
    (delivery.folder / "people.csv").mkdir()
    assert places(registry.faults(delivery)) == [("people.csv", None, "unreadable-file")]


@pytest.mark.parametrize(
    ("header", "faults"),
    [
        (b"", [(None, "empty-file", None)]),
        (b"\xef\xbb\xbf\n", [(1, "empty-file", None)]),
        (b"national_id,workshop_id,started\n", [(1, "missing-column", "ended")]),
        (b"national_id,workshop_id,started,ended,pay\n", [(1, "unknown-column", "pay")]),
        (b"national_id,workshop_id,begun,ended\n", [(1, "missing-column", "started"), (1, "unknown-column", "begun")]),
        (b"national_id,workshop_id,started,started,ended\n", [(1, "repeated-column", "started")]),
        ("national_id,workshop_id,started,ended\n".encode("utf-16"), [(1, "header-encoding", None)]),
        ("کد,workshop_id,started,ended\n".encode("cp1256"), [(1, "header-encoding", None)]),
        (b"x" * LONGEST_LINE_BYTES, [(1, "line-too-long", None)]),
    ],
)
def test_a_bad_header(
    delivery: Delivery, registry: Registry, header: bytes, faults: list[tuple[int | None, str, str | None]]
) -> None:
    delivery.write("employment.csv", header)
    assert [(fault.line, fault.code, fault.column) for fault in registry.faults(delivery)] == faults


@pytest.mark.parametrize(
    ("line", "code", "found"),
    [
        (f"{WIFE},W9,2020-01-01,,".encode(), "column-count", "5"),
        (f"{WIFE},W9,2020-01-01".encode(), "column-count", "3"),
        (f"{WIFE},W9".encode() + b"\xc7\xe1,2020-01-01,", "encoding", "byte 0xC7"),
        (f"{WIFE},W\0,2020-01-01,".encode(), "control-character", "NUL"),
        (f"{WIFE},W9,\r2020-01-01,".encode(), "control-character", "CR"),
        (f'{WIFE},"W9,2020-01-01,'.encode(), "quotes", f'{WIFE},"W9,2020-01-01,'),
    ],
)
def test_a_line_that_cannot_be_taken_apart(
    delivery: Delivery, registry: Registry, line: bytes, code: str, found: str
) -> None:
    good = delivery.read("employment.csv").splitlines()
    delivery.write("employment.csv", b"\n".join([*good[:2], line, *good[2:]]) + b"\n")
    (fault,) = registry.faults(delivery)
    assert places([fault]) == [("employment.csv", 3, code)]
    assert fault.found == found


def test_a_line_break_inside_quotes_keeps_the_physical_line_numbers(delivery: Delivery, registry: Registry) -> None:
    good = GOOD["employment.csv"]
    delivery.write(
        "employment.csv", "\n".join([good[0], f'{WIFE},"W', '9",2020-01-01,', f"{HUSBAND},,2020-01-01,"]) + "\n"
    )
    assert places(registry.faults(delivery)) == [
        ("employment.csv", 2, "quotes"),
        ("employment.csv", 3, "column-count"),
        ("employment.csv", 4, "missing-value"),
    ]


@pytest.mark.parametrize("cut", [5, 25, 38])
def test_a_half_written_file(delivery: Delivery, registry: Registry, cut: int) -> None:
    delivery.write("marriages.csv", delivery.read("marriages.csv")[:-cut])
    assert places(registry.faults(delivery)) in (
        [("marriages.csv", 4, "cut-off")],
        [("marriages.csv", 4, "bad-national-id")],
    )


def test_a_line_of_five_gigabytes_is_refused_without_being_read(delivery: Delivery, registry: Registry) -> None:
    with (delivery.folder / "wage_months.csv").open("ab") as file:
        file.truncate(HUGE)
    assert places(registry.faults(delivery)) == [("wage_months.csv", 5, "line-too-long")]
    with pytest.raises(Exception, match="fault"):
        registry.load(delivery, quarantine=True)


def test_a_header_of_five_gigabytes_is_refused_without_being_read(delivery: Delivery, registry: Registry) -> None:
    with (delivery.folder / "people.csv").open("wb") as file:
        file.truncate(HUGE)
    assert places(registry.faults(delivery)) == [("people.csv", 1, "line-too-long")]


def test_a_long_line_amid_others(delivery: Delivery, registry: Registry) -> None:
    delivery.value("people.csv", 2, "first_name", "ع" * LONGEST_LINE_BYTES)
    assert ("people.csv", 2, "line-too-long") in places(registry.faults(delivery))


def test_a_file_of_another_encoding_names_its_first_lines_and_counts_the_rest(
    delivery: Delivery, registry: Registry
) -> None:
    row = f"{HUSBAND},محمد,طاهر,M,1995-03-04,0012345678,,,complete"
    delivery.write("people.csv", "\r\n".join([GOOD["people.csv"][0], *[row] * 500, ""]).encode("cp1256"))
    faults = registry.faults(delivery)
    assert len(faults) == FAULTS_NAMED
    assert places(faults[:2]) == [("people.csv", 2, "encoding"), ("people.csv", 3, "encoding")]


def test_every_code_is_met_by_these_tests() -> None:
    met = {code for *_, code in VALUES}
    files = {"missing-file", "unreadable-file", "empty-file", "header-encoding", "line-too-long"}
    headers = {"missing-column", "unknown-column", "repeated-column"}
    together = {"future-date", "married-before-birth"}
    lines = {"encoding", "control-character", "quotes", "column-count", "cut-off", "no-spouse", "key-twice"}
    assert {str(code) for code in FaultCode} == met | files | headers | lines | together
