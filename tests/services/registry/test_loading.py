"""What a good folder becomes, what a second one changes, and what quarantine keeps apart."""

from datetime import date
from threading import Thread

from tests.services.registry.deliveries import ABSENT, GOOD, HUSBAND, WIFE, Delivery, Registry, places


def test_a_good_folder_is_loaded(delivery: Delivery, registry: Registry) -> None:
    imported = registry.load(delivery)
    assert dict(imported.rows) == {file: len(lines) - 1 for file, lines in GOOD.items()}
    assert registry.rows("SELECT * FROM registry.employment ORDER BY started") == [
        (HUSBAND, "W1", date(2019, 3, 21), date(2020, 3, 20)),
        (HUSBAND, "W1", date(2020, 4, 1), None),
    ]
    assert (HUSBAND, 139901, "W1", "compulsory", 31, 20_000_000) in registry.rows("SELECT * FROM registry.wage_months")
    assert registry.rows("SELECT * FROM registry.payments") == [("M1", HUSBAND, 50_000_000, "paid", date(2021, 1, 10))]


def test_a_marriage_is_a_row_a_spouse(delivery: Delivery, registry: Registry) -> None:
    registry.load(delivery)
    query = "SELECT marriage_id, national_id, role, spouse_id FROM registry.marriages ORDER BY marriage_id, role"
    assert registry.rows(query) == [
        ("M1", HUSBAND, "husband", WIFE),
        ("M1", WIFE, "wife", HUSBAND),
        ("M2", HUSBAND, "husband", ABSENT),
        ("M2", ABSENT, "wife", HUSBAND),
        ("M3", WIFE, "wife", None),
    ]


def test_an_event_is_a_row_for_each_whom_it_concerns(delivery: Delivery, registry: Registry) -> None:
    registry.load(delivery)
    query = "SELECT event_id, national_id, role, kind, spouse_id FROM registry.civil_events ORDER BY event_id, role"
    assert registry.rows(query) == [
        ("E1", HUSBAND, "person", "marriage", WIFE),
        ("E1", WIFE, "spouse", "marriage", HUSBAND),
        ("E2", WIFE, "person", "employment_start", None),
        ("E3", ABSENT, "person", "death", WIFE),
        ("E3", WIFE, "spouse", "death", ABSENT),
    ]


def test_an_event_corrected_to_another_person_leaves_the_former(delivery: Delivery, registry: Registry) -> None:
    registry.load(delivery)
    delivery.value("civil_events.csv", 2, "spouse_id", ABSENT)
    delivery.value("civil_events.csv", 4, "kind", "employment_end")
    registry.load(delivery)
    query = "SELECT event_id, national_id FROM registry.civil_events ORDER BY event_id, role"
    assert registry.rows(query) == [("E1", HUSBAND), ("E1", ABSENT), ("E2", WIFE), ("E3", ABSENT)]


def test_a_bad_event_concerns_both_spouses(delivery: Delivery, registry: Registry) -> None:
    delivery.value("civil_events.csv", 2, "on", "soon")
    registry.load(delivery, quarantine=True)
    rows = registry.rows("SELECT national_id, file, key FROM registry.quarantine ORDER BY national_id")
    assert rows == [(HUSBAND, "civil_events.csv", "E1"), (WIFE, "civil_events.csv", "E1")]


def test_mobiles_are_kept_in_one_form(delivery: Delivery, registry: Registry) -> None:
    for written in ("+989121234567", "00989121234567", "989121234567", "9121234567", "09121234567"):
        delivery.value("people.csv", 2, "mobile", written)
        registry.load(delivery)
        assert registry.rows(f"SELECT mobile FROM registry.people WHERE national_id = '{HUSBAND}'") == [
            ("09121234567",)
        ]


def test_files_as_windows_writes_them(delivery: Delivery, registry: Registry) -> None:
    registry.load(delivery)
    before = registry.everything()
    for file, lines in GOOD.items():
        delivery.write(file, b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    registry.load(delivery)
    assert registry.everything() == before


def test_columns_may_stand_in_another_order(delivery: Delivery, registry: Registry) -> None:
    delivery.write("payments.csv", f"on,state,amount,national_id,marriage_id\n2021-01-10,paid,7,{HUSBAND},M1\n")
    registry.load(delivery)
    assert registry.rows("SELECT * FROM registry.payments") == [("M1", HUSBAND, 7, "paid", date(2021, 1, 10))]


def test_quoted_fields_and_blank_lines(delivery: Delivery, registry: Registry) -> None:
    header, *_ = GOOD["employment.csv"]
    delivery.write("employment.csv", f'{header}\n\n"{HUSBAND}","W ""1"", a",2020-01-01,""\n\n')
    registry.load(delivery)
    assert registry.rows("SELECT workshop_id, ended FROM registry.employment") == [('W "1", a', None)]


def test_who_is_insured_on_their_own_may_have_no_workshop(delivery: Delivery, registry: Registry) -> None:
    delivery.value("wage_months.csv", 4, "workshop_id", "")
    registry.load(delivery)
    assert registry.rows("SELECT workshop_id FROM registry.wage_months WHERE scheme = 'voluntary'") == [("",)]


def test_the_same_folder_twice_is_the_same(delivery: Delivery, registry: Registry) -> None:
    registry.load(delivery)
    before = registry.everything()
    registry.load(delivery)
    assert registry.everything() == before


def test_a_later_folder_changes_what_it_names_and_nothing_else(delivery: Delivery, registry: Registry) -> None:
    registry.load(delivery)
    delivery.empty("wage_months.csv", "payments.csv", "people.csv", "pensions.csv", "civil_events.csv")
    delivery.value("employment.csv", 3, "ended", "2021-01-01")
    delivery.write("marriages.csv", "\n".join([GOOD["marriages.csv"][0], f"M1,2020-12-02,permanent,true,{HUSBAND},"]))
    registry.load(delivery)
    assert registry.rows("SELECT ended FROM registry.employment WHERE started = '2020-04-01'") == [(date(2021, 1, 1),)]
    assert registry.rows("SELECT national_id, registered_on FROM registry.marriages WHERE marriage_id = 'M1'") == [
        (HUSBAND, date(2020, 12, 2))
    ]
    assert registry.counts() | {"marriages": 4} == {
        "people": 2, "employment": 2, "wage_months": 3, "marriages": 4, "payments": 1, "pensions": 2,
        "civil_events": 5, "quarantine": 0,
    }  # fmt: skip


def test_two_imports_at_once_wait_for_each_other(delivery: Delivery, registry: Registry) -> None:
    imports = [Thread(target=registry.load, args=(delivery,)) for _ in range(2)]
    for one in imports:
        one.start()
    for one in imports:
        one.join()
    assert registry.counts()["wage_months"] == 3


def test_quarantine_loads_the_good_rows(delivery: Delivery, registry: Registry) -> None:
    delivery.value("wage_months.csv", 2, "days", "40")
    delivery.value("wage_months.csv", 2, "wage", "-1")
    imported = registry.load(delivery, quarantine=True)
    assert imported.quarantined == 1
    assert places(imported.faults) == [("wage_months.csv", 2, "bad-days"), ("wage_months.csv", 2, "negative-amount")]
    assert registry.counts()["wage_months"] == 2
    assert registry.rows("SELECT national_id, file, key, line, fault, raw FROM registry.quarantine") == [
        (
            HUSBAND,
            "wage_months.csv",
            f"{HUSBAND},139901,W1,compulsory",
            2,
            "bad-days negative-amount",
            f"{HUSBAND},139901,W1,compulsory,40,-1",
        )
    ]


def test_a_bad_marriage_concerns_both_spouses(delivery: Delivery, registry: Registry) -> None:
    delivery.value("marriages.csv", 2, "kind", "unclear")
    registry.load(delivery, quarantine=True)
    rows = registry.rows("SELECT national_id, key FROM registry.quarantine ORDER BY national_id")
    assert rows == [(HUSBAND, "M1"), (WIFE, "M1")]


def test_rows_of_a_person_set_apart_are_set_apart(delivery: Delivery, registry: Registry) -> None:
    delivery.value("people.csv", 3, "sex", "W")
    registry.load(delivery, quarantine=True)
    rows = registry.rows("SELECT file, fault FROM registry.quarantine ORDER BY file")
    assert rows == [
        ("pensions.csv", "unknown-person"),
        ("people.csv", "unknown-word"),
        ("wage_months.csv", "unknown-person"),
    ]


def test_rows_of_a_person_known_before_are_loaded(delivery: Delivery, registry: Registry) -> None:
    registry.load(delivery)
    delivery.value("people.csv", 3, "sex", "W")
    delivery.value("wage_months.csv", 4, "days", "30")
    assert registry.load(delivery, quarantine=True).quarantined == 1
    assert registry.rows(f"SELECT days FROM registry.wage_months WHERE national_id = '{WIFE}'") == [(30,)]


def test_of_a_key_given_twice_the_first_is_loaded_and_the_person_marked(delivery: Delivery, registry: Registry) -> None:
    delivery.line("wage_months.csv", 5, f"{HUSBAND},139901,W1,compulsory,10,5")
    registry.load(delivery, quarantine=True)
    assert registry.rows("SELECT days FROM registry.wage_months WHERE month = 139901") == [(31,)]
    assert registry.rows("SELECT national_id, line, fault FROM registry.quarantine") == [(HUSBAND, 5, "key-twice")]


def test_a_good_row_of_the_same_key_clears_the_quarantine(delivery: Delivery, registry: Registry) -> None:
    for quarantine in (False, True):
        delivery.value("wage_months.csv", 2, "days", "40")
        delivery.value("marriages.csv", 2, "kind", "unclear")
        registry.load(delivery, quarantine=True)
        assert registry.counts()["quarantine"] == 3
        delivery.line("wage_months.csv", 2, GOOD["wage_months.csv"][1])
        delivery.line("marriages.csv", 2, GOOD["marriages.csv"][1])
        registry.load(delivery, quarantine=quarantine)
        assert registry.counts()["quarantine"] == 0


def test_a_bad_row_brought_again_is_kept_once(delivery: Delivery, registry: Registry) -> None:
    delivery.value("wage_months.csv", 2, "days", "40")
    for _ in range(2):
        registry.load(delivery, quarantine=True)
        assert registry.counts()["quarantine"] == 1


def test_the_whole_file_clears_the_row_where_it_was_cut_off(delivery: Delivery, registry: Registry) -> None:
    whole = delivery.read("wage_months.csv")
    delivery.write("wage_months.csv", whole[:-25])
    registry.load(delivery, quarantine=True)
    assert registry.rows("SELECT national_id, fault FROM registry.quarantine") == [(WIFE, "cut-off")]
    delivery.write("wage_months.csv", whole)
    registry.load(delivery)
    assert registry.counts()["quarantine"] == 0
