"""What a picture says about itself beside its pixels: resolution, place and which way up it is shown."""

from __future__ import annotations

import re

from PIL import ExifTags, Image

__all__ = ["dpi_of", "has_position", "is_turned"]

_MOST_DPI = 20_000
_ON_ITS_SIDE = (5, 6, 7, 8)
#: Positions that XMP writes outside EXIF.
_XMP_POSITION = re.compile(rb"exif:GPS(?:Latitude|Longitude)\b", re.I)


def dpi_of(image: Image.Image) -> int | None:
    """The resolution that the file states across, in dots an inch; ``None`` where it states none worth believing."""
    stated = image.info.get("dpi")
    value = stated[0] if isinstance(stated, tuple) and stated else None
    try:
        dots = round(float(value)) if value is not None else 0
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return None
    return dots if 1 < dots <= _MOST_DPI else None


def has_position(image: Image.Image) -> bool:
    """True where EXIF or XMP says where the picture was taken."""
    try:
        place = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # noqa: BLE001 - EXIF is a stranger's bytes; one that cannot be read is looked at as bytes
        place = {}
    if any(tag in place for tag in (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLongitude)):
        return True
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    stored = packet.encode("utf-8", "replace") if isinstance(packet, str) else packet
    return isinstance(stored, bytes) and _XMP_POSITION.search(stored) is not None


def is_turned(image: Image.Image) -> bool:
    """True where EXIF has the picture shown on its side, width and height exchanged."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation) in _ON_ITS_SIDE
    except Exception:  # noqa: BLE001 - as above; what cannot be read turns nothing
        return False
