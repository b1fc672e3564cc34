"""The pictures inside a Word document: format and size, read from their headers, never decoded here."""

from __future__ import annotations

import io

from PIL import Image

from casework.document import Flaw, Picture
from intake.readers.docx_package import Package, Refused, Relation
from intake.readers.limits import Limits

__all__ = ["Gallery"]

_FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "BMP": "bmp", "TIFF": "tif", "WEBP": "webp"}
#: A picture of this many pixels in its shorter side, with the sides of an A4 or Letter sheet, may be a scanned page.
_SHEET_PIXELS = 900
_SHEET_RATIO = (1.25, 1.50)


class Gallery:
    """Collects each picture once a place; a relation that leads nowhere or outside is passed over."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._package = package
        self._limits = limits
        self._relations: dict[str, dict[str, Relation]] = {}
        self._measured: dict[str, tuple[str, int, int]] = {}
        self._pictures: list[Picture] = []
        self.flaws: list[Flaw] = []

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(dict.fromkeys(self._pictures))

    def show(self, part: str, relation: str, where: str) -> None:
        """Record the picture that ``relation`` of ``part`` names as shown at ``where``."""
        if part not in self._relations:
            self._relations[part] = self._package.relations(part)
        found = self._relations[part].get(relation)
        if found is None or found.external or not self._package.has(found.target):
            return
        if found.target not in self._measured:
            self._measured[found.target] = self._measure(found.target)
        kind, width, height = self._measured[found.target]
        self._pictures.append(Picture(where, kind, width, height, _sheet_like(width, height)))

    def _measure(self, name: str) -> tuple[str, int, int]:
        """Format, width and height; nought where the kind has no pixels (emf, wmf, svg) or the header is damaged."""
        try:
            content = self._package.read(name) or b""
        except Refused as refused:
            self.flaws.append(refused.flaw)
            return name.rpartition(".")[2].lower(), 0, 0
        try:
            with Image.open(io.BytesIO(content), formats=list(_FORMATS)) as picture:
                return _FORMATS.get(picture.format or "", "unknown"), picture.width, picture.height
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return name.rpartition(".")[2].lower(), 0, 0


def _sheet_like(width: int, height: int) -> bool:
    short, long = sorted((width, height))
    return short >= _SHEET_PIXELS and _SHEET_RATIO[0] <= long / short <= _SHEET_RATIO[1]
