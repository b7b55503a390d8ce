"""What a client sent, in any of the encodings the libraries use.

aiogram sends every call as multipart and names its uploads `attach://…`; python-telegram-bot sends forms, and multipart
with the upload under the parameter's own name; webhooks' answers and hand-written clients send JSON.
Numbers, flags and objects therefore arrive as text or as themselves, and both read alike.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request


@dataclass(frozen=True)
class Upload:
    name: str
    mime: str
    data: bytes


class Unreadable(ValueError):
    """A body or a parameter that is not what it should be; the text is the parameter's name."""


@dataclass
class Call:
    fields: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return self.fields.get(name) not in (None, "") or name in self.uploads

    def text(self, name: str, default: str = "") -> str:
        value = self.fields.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def whole(self, name: str, default: int = 0) -> int:
        value = self.fields.get(name)
        if value in (None, ""):
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise Unreadable(name) from None

    def flag(self, name: str) -> bool:
        return self.text(name).strip('"').lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        """The object sent as itself or as JSON text; None when it was not sent."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise Unreadable(name) from None


async def read_call(request: Request) -> Call:
    """Query and body together.

    Raises Unreadable for a body that is not what its content type says.
    """
    call = Call(fields=dict(request.query_params))
    body = await request.body()
    kind = request.headers.get("content-type", "")
    if not body:
        return call
    if kind.startswith("application/json"):
        try:
            sent = json.loads(body)
        except ValueError:
            raise Unreadable("body") from None
        if not isinstance(sent, dict):
            raise Unreadable("body")
        call.fields.update(sent)
    elif kind.startswith("multipart/form-data"):
        _read_multipart(body, kind, call)
    else:
        call.fields.update(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    return call


def _read_multipart(body: bytes, kind: str, call: Call) -> None:
    boundary = re.search(r'boundary="?([^";]+)"?', kind)
    if boundary is None:
        raise Unreadable("boundary")
    mark = b"\r\n--" + boundary[1].encode()
    for part in (b"\r\n" + body).split(mark)[1:-1]:
        head, parted, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not parted:
            raise Unreadable("body")
        headers = _headers(head)
        disposition = headers.get("content-disposition", "")
        name = re.search(r'\bname="([^"]*)"', disposition)
        if name is None:
            raise Unreadable("content-disposition")
        file_name = re.search(r'\bfilename="([^"]*)"', disposition)
        if file_name is None:
            call.fields[name[1]] = data.decode(errors="replace")
        else:
            mime = headers.get("content-type", "application/octet-stream")
            call.uploads[name[1]] = Upload(file_name[1], mime, data)


def _headers(head: bytes) -> Mapping[str, str]:
    lines = (line.partition(":") for line in head.decode(errors="replace").split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in lines}
