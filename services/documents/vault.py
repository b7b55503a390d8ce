"""The vault: pages go in as they are and lie sealed; whoever holds a document's id and the keys gets them back."""

from __future__ import annotations

from collections.abc import Sequence

from services.documents.files import Files, Name, new_id
from services.documents.sealing import Keys, sealed_under


class Vault:
    """Files and the keys to them."""

    def __init__(self, files: Files, keys: Keys) -> None:
        self.files = files
        self.keys = keys

    async def put(self, pages: Sequence[bytes]) -> str:
        """Put a document's pages away; its new id. They have reached the disk or bucket when this returns."""
        document = new_id()
        for number, page in enumerate(pages, start=1):
            await self.files.put(Name(document, number), self.keys.seal(page, document, number))
        return document

    async def page(self, document: str, number: int) -> bytes:
        """One page, the first being 1. Raises NoSuchPage, UnknownKey and Spoiled."""
        return self.keys.open(await self.files.get(Name(document, number)), document, number)

    async def pages(self, document: str, count: int) -> tuple[bytes, ...]:
        """All pages. Raises as `page` does."""
        return tuple([await self.page(document, number) for number in range(1, count + 1)])

    async def reseal(self, document: str, number: int) -> bool:
        """Put a page under the current key; whether it was under another. Raises as `page` does."""
        name = Name(document, number)
        sealed = await self.files.get(name)
        if sealed_under(sealed) == self.keys.current:
            return False
        await self.files.put(name, self.keys.seal(self.keys.open(sealed, document, number), document, number))
        return True

    async def remove(self, document: str, count: int) -> None:
        """Remove a document's pages."""
        for number in range(1, count + 1):
            await self.files.remove(Name(document, number))
