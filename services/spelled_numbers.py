"""Amounts whose numbers are spelled out, as people say them: «سی میلیون تومن», «دو میلیون و پانصد هزار ریال»."""

from __future__ import annotations

import re
from itertools import pairwise

from services import persian

_ONES = "یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده"
_TENS = "بیست سی چهل پنجاه شصت هفتاد هشتاد نود"
_HUNDREDS = "صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد"
_AS_SPOKEN = {"یه": 1, "شیش": 6, "پونزده": 15, "شونزده": 16, "هیفده": 17, "هیجده": 18, "هیژده": 18, "بیس": 20}
_AS_SPOKEN |= {"یکصد": 100, "پونصد": 500, "شیشصد": 600}
_NUMBERS = {
    **{word: number for number, word in enumerate(_ONES.split(), 1)},
    **{word: 10 * tens for tens, word in enumerate(_TENS.split(), 2)},
    **{word: 100 * hundreds for hundreds, word in enumerate(_HUNDREDS.split(), 1)},
    **_AS_SPOKEN,
}
_WORD = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_SCALE = r"هزار|ملیون|میلیون|ملیارد|میلیارد"
_SPELLED = re.compile(rf"(?<!\w)(?:{_WORD})(?: و (?:{_WORD}))*(?: و نیم)?(?= ?(?:{_SCALE})(?!\w))")
_HALF = " و نیم"


def in_digits(text: str) -> str:
    """`text` folded word by word, with each spelled number before «هزار», «میلیون» or «میلیارد» in digits.

    Of «یک و نیم میلیون» it is `1.5 میلیون`. A number that does not go down (ten and hundred) is left as it stands, and
    so is one without a scale: «نه» is "no" as well.
    """
    return _SPELLED.sub(_digits, " ".join(persian.words(text)))


def _digits(found: re.Match[str]) -> str:
    spelled = found[0].removesuffix(_HALF)
    parts = [_NUMBERS[word] for word in spelled.split(" و ")]
    goes_down = all(len(str(part)) < len(str(before)) for before, part in pairwise(parts))
    if not goes_down or any(10 < part < 20 for part in parts[:-1]):
        return found[0]
    return f"{sum(parts)}{'.5' if found[0].endswith(_HALF) else ''}"
