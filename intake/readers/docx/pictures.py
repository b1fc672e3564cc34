"""The pictures inside a document: format and size from their headers; decoded only where they may be a scan."""

from __future__ import annotations

import io

from PIL import Image

from casework.document import Flaw, Picture
from casework.noun import replace
from intake.readers.limits import Limits
from intake.readers.ooxml.package import Package, Refused, Relation
from intake.readers.pictures import reader as picture_reader

__all__ = ["Gallery", "Measure"]

_FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "BMP": "bmp", "TIFF": "tif", "WEBP": "webp"}
#: With sides like these a picture may be a scanned page; whether it is one the picture reader tells from its paper.
_SHEET_PIXELS = 700  # of the shorter side
_SHEET_RATIO = (1.2, 1.6)


class Measure:
    """The facts of the pictures of one document, with a bound on what is decoded for them altogether."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._decoded = 0  # pixels

    def picture(self, content: bytes, kind: str) -> Picture:
        """The facts of one picture, its place left empty; nought pixels and ``kind`` as stated where the kind has
        none (emf, svg) or the header is damaged."""
        try:
            with Image.open(io.BytesIO(content), formats=list(_FORMATS)) as image:
                found, (width, height) = _FORMATS.get(image.format or "", "unknown"), image.size
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return Picture("", kind, 0, 0)
        return Picture("", found, width, height, self._is_sheet(content, width, height))

    def _is_sheet(self, content: bytes, width: int, height: int) -> bool:
        """Whether a picture with the sides of a sheet shows paper; past the bound on pixels it counts as one."""
        short, long = sorted((width, height))
        if short < _SHEET_PIXELS or not _SHEET_RATIO[0] <= long / short <= _SHEET_RATIO[1]:
            return False
        self._decoded += width * height
        if self._decoded > 2 * self._limits.pixels:
            return True
        return any(p.sheet_like for p in picture_reader.read(content, self._limits).pictures)


class Gallery:
    """Collects each picture once a place; a relation that leads nowhere or outside is passed over."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._package = package
        self._measure = Measure(limits)
        self._relations: dict[str, dict[str, Relation]] = {}
        self._measured: dict[str, Picture] = {}
        self._pictures: dict[Picture, str] = {}  # each once, with the part that holds it
        self.flaws: list[Flaw] = []

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(self._pictures)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts that hold them, in the same order."""
        return tuple(self._pictures.values())

    def show(self, part: str, relation: str, where: str) -> None:
        """Record the picture that ``relation`` of ``part`` names as shown at ``where``."""
        if part not in self._relations:
            self._relations[part] = self._package.relations(part)
        found = self._relations[part].get(relation)
        if found is None or found.external or not self._package.has(found.target):
            return
        if found.target not in self._measured:
            self._measured[found.target] = self._facts(found.target)
        self._pictures.setdefault(replace(self._measured[found.target], where=where), found.target)

    def _facts(self, name: str) -> Picture:
        """The facts of one part."""
        kind = name.rpartition(".")[2].lower()
        try:
            content = self._package.read(name) or b""
        except Refused as refused:
            self.flaws.append(refused.flaw)
            return Picture("", kind, 0, 0)
        return self._measure.picture(content, kind)
