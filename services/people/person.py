"""A person as the registry knows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Who somebody is; `mobile` as `09xxxxxxxxx`."""

    national_id: str
    first_name: str
    last_name: str
    sex: str
    mobile: str | None
