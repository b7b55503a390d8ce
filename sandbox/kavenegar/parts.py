"""How many SMS a text takes: 160 characters of GSM-7 (153 a part when there are several), else 70 UTF-16 units (67)."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = frozenset("\f^{}\\[~]|€")


def units(text: str) -> tuple[int, bool]:
    """Length in the text's own coding, and whether that is GSM-7."""
    if all(character in _GSM or character in _GSM_DOUBLE for character in text):
        return len(text) + sum(character in _GSM_DOUBLE for character in text), True
    return len(text.encode("utf-16-le")) // 2, False


def parts(text: str) -> int:
    """SMS that the text takes; an empty one takes one."""
    length, gsm = units(text)
    whole, split = (160, 153) if gsm else (70, 67)
    return 1 if length <= whole else -(-length // split)
