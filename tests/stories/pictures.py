"""Pictures as cameras and scanners save them; the same call gives the same bytes."""

from __future__ import annotations

import io
import random

from PIL import Image

__all__ = ["large_bitmap", "photograph"]


def photograph(seed: int = 1, size: tuple[int, int] = (640, 427)) -> bytes:
    """A .jpg of colours, no sheet of paper."""
    chance = random.Random(seed)
    small = Image.new("RGB", (16, 11))
    small.putdata([(chance.randrange(256), chance.randrange(256), chance.randrange(256)) for _ in range(16 * 11)])
    out = io.BytesIO()
    small.resize(size).save(out, "JPEG", quality=80)
    return out.getvalue()


def large_bitmap() -> bytes:
    """A photograph as .bmp, uncompressed: 27 MB, as a scanner's or a camera's program saves it."""
    out = io.BytesIO()
    Image.open(io.BytesIO(photograph(7))).resize((3600, 2500)).save(out, "BMP")
    return out.getvalue()
