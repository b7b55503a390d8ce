"""Papers and keys of the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from services.calendar import JalaliMonth
from services.issued import Contract, Receipt, SigningKeys, mask_name
from services.money import Rials

KEYS = SigningKeys([b"k" * 32])
OTHERS = SigningKeys([b"o" * 32])
PAID_AT = datetime(2025, 10, 23, 9, 5, 7, tzinfo=UTC)
MEHR = JalaliMonth(1404, 7)

RECEIPT = Receipt(
    "140408-00012345",
    mask_name("سارا", "احمدی"),
    "۰۰۱•••۶۷۹",
    "voluntary",
    (MEHR,),
    Rials(34_788_961),
    "22334455667788",
    PAID_AT,
)
LONG_RECEIPT = Receipt(
    "140408-00012346",
    mask_name("سیده فاطمه زهرا سادات", "حسینی‌نژاد اصل تهرانی"),
    "۰۰۱•••۶۷۹",
    "voluntary",
    (*(MEHR.plus(place) for place in range(5)), *(MEHR.plus(place) for place in range(6, 13))),
    Rials(417_467_532_123),
    "AXQ-1122334455667788990011",
    PAID_AT,
)
CONTRACT = Contract(
    "1404-000123",
    mask_name("سارا", "احمدی"),
    "۰۰۱•••۶۷۹",
    Fraction("4156387.2"),
    Fraction("0.27"),
    Rials(33_666_736),
    MEHR,
    PAID_AT,
)
