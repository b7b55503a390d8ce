"""Persian names as they are in use: common ones and compound ones, some joined by a ZWNJ."""

from importlib.resources import files


def _read(name: str) -> tuple[str, ...]:
    return tuple(files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines())


WOMEN = _read("women.txt")
MEN = _read("men.txt")
LAST_NAMES = _read("last_names.txt")
