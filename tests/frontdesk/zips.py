"""Changes one part of a package, for tests."""

from __future__ import annotations

import io
import zipfile

__all__ = ["changed_part"]


def changed_part(content: bytes, part: str, old: str, new: str) -> bytes:
    """The package with ``old`` replaced by ``new`` in one part; fails where ``old`` is not there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for info in package.infolist():
            plain = package.read(info)
            if info.filename == part:
                assert old.encode() in plain
                plain = plain.replace(old.encode(), new.encode())
            written.writestr(info, plain)
    return out.getvalue()
