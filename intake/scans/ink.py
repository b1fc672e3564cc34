"""What is coloured on a scanned page: the round red seal (about 36 mm across), a signature in blue ink.

Found by colour and shape on a small picture of the page; on a page without any colour a seal by its shape alone. Where
they lie over print their colour is taken out before the page is read; the rest keeps its red, because the stamp MẬT is
red too.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from casework.document import StampKind

__all__ = ["Patch", "find_patches", "grey_without"]

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

_WIDTH = 420  # points of the small picture's shorter side: half a millimetre of A4 each
_RADII = (0.062, 0.105)  # of the shorter side; 18 of 210 mm are 0.086
_RING_SHARE = 0.4  # of the ring's points that are red
_BLACK_RING_SHARE = 0.72  # of the ring's points that are dark, on a page without colour: print is everywhere
_COLOURLESS = 0.0005  # of the page that is coloured where a scanner saw none
_SECTORS, _SECTOR_SHARE = 36, 0.62  # of the directions from the centre in which the ring is red
_OUTSIDE, _STANDS_OUT = 1.16, 0.35  # a ring is denser by so much than what lies just outside it
_MOST_SEALS = 4
_CELLS = 90  # cells of the shorter side when strokes are gathered
_STROKES = {"width": (0.05, 0.45), "height": (0.022, 0.2)}  # of the page
_LONGEST = 6.0  # a line of print in blue is longer in proportion to its height
_INK = (0.01, 0.42)  # of the box that is ink: strokes, not a block of colour
_MARGIN = 0.012  # around a patch, of the page


class Patch(NamedTuple):
    """Shares (0–1) of the page's width and height."""

    kind: StampKind
    left: float
    top: float
    right: float
    bottom: float


def find_patches(page: Bytes) -> tuple[Patch, ...]:
    """Seals and handwriting on ``page`` (rows × columns × red, green, blue)."""
    step = max(1, min(page.shape[:2]) // _WIDTH)
    height, width = page.shape[0] // step * step, page.shape[1] // step * step
    small = page[:height, :width].reshape(height // step, step, width // step, step, 3).mean(axis=(1, 3))
    red, green, blue = (small[:, :, number].astype(np.int16) for number in range(3))
    reddish = (red - np.maximum(green, blue) > 35) & (red > 90)
    bluish = (blue - red > 28) & (blue - green > 8)
    if reddish.mean() + bluish.mean() < _COLOURLESS:
        return tuple(_seals(green < 150, _BLACK_RING_SHARE))
    return (*_seals(reddish, _RING_SHARE), *_strokes(bluish))


def grey_without(page: Bytes, patches: tuple[Patch, ...]) -> Bytes:
    """The page in grey; inside the patches what is coloured fades to paper and what is black stays."""
    grey: Bytes = np.array(Image.fromarray(page).convert("L"))
    height, width = grey.shape
    for patch in patches:
        rows = slice(int(max(0.0, patch.top - _MARGIN) * height), int((patch.bottom + _MARGIN) * height) + 1)
        columns = slice(int(max(0.0, patch.left - _MARGIN) * width), int((patch.right + _MARGIN) * width) + 1)
        grey[rows, columns] = page[rows, columns].max(axis=2)
    return grey


def _seals(red: Mask, least: float) -> list[Patch]:
    """Rings of which at least the share ``least`` is set, the clearest first: rings of several sizes are slid over the
    page."""
    found: list[Patch] = []
    height, width = red.shape
    side = min(height, width)
    if red.sum() < 0.5 * side:  # fewer points than half a small ring
        return found
    spread = np.fft.rfft2(_thicker(red).astype(np.float32))
    radii = sorted({round(side * share) for share in np.linspace(*_RADII, 10)})
    fields = [_ring_field(spread, red.shape, radius) for radius in radii]
    for _ in range(_MOST_SEALS):
        best = max(range(len(radii)), key=lambda number: float(fields[number].max()))
        at = np.unravel_index(int(fields[best].argmax()), red.shape)
        row, column, radius = int(at[0]), int(at[1]), radii[best]
        if fields[best][row, column] < least:
            break
        if _all_around(red, row, column, radius) and _stands_out(red, row, column, radius):
            found.append(
                Patch(
                    StampKind.SEAL,
                    max(0.0, (column - radius) / width),
                    max(0.0, (row - radius) / height),
                    min(1.0, (column + radius) / width),
                    min(1.0, (row + radius) / height),
                )
            )
        for field in fields:
            field[max(0, row - radius) : row + radius, max(0, column - radius) : column + radius] = 0
    return found


def _thicker(mask: Mask) -> Mask:
    """Each point and its four neighbours."""
    wide = mask.copy()
    wide[1:] |= mask[:-1]
    wide[:-1] |= mask[1:]
    wide[:, 1:] |= mask[:, :-1]
    wide[:, :-1] |= mask[:, 1:]
    return wide


def _ring_field(spread: Any, shape: tuple[int, ...], radius: int) -> npt.NDArray[np.float32]:
    """For each place the share of a ring around it that is set; rings that leave the page count for nothing."""
    height, width = shape
    angles = np.linspace(0, 2 * np.pi, 8 * radius, endpoint=False)
    ring = np.zeros(shape, np.float32)
    rows, columns = np.round(radius * np.sin(angles)).astype(int), np.round(radius * np.cos(angles)).astype(int)
    ring[rows % height, columns % width] = 1
    field: npt.NDArray[np.float32] = np.fft.irfft2(spread * np.conj(np.fft.rfft2(ring)), shape).astype(np.float32)
    field /= ring.sum()
    edge = radius // 2
    field[:edge] = field[-edge:] = 0
    field[:, :edge] = field[:, -edge:] = 0
    return field


def _all_around(red: Mask, row: int, column: int, radius: int) -> bool:
    """True where the ring is there in most directions: a half arc or a red heading is no seal."""
    rows, columns = np.nonzero(red)
    away = np.hypot(rows - row, columns - column)
    near = np.abs(away - radius) <= max(2.0, 0.08 * radius)
    sectors = (np.arctan2(rows[near] - row, columns[near] - column) + np.pi) / (2 * np.pi) * _SECTORS
    return len(np.unique(sectors.astype(int) % _SECTORS)) >= _SECTOR_SHARE * _SECTORS


def _stands_out(red: Mask, row: int, column: int, radius: int) -> bool:
    """True where there is a ring rather than a field of print that a ring happens to cross."""
    thick = _thicker(red)
    return _on_ring(thick, row, column, radius) - _on_ring(thick, row, column, radius * _OUTSIDE) >= _STANDS_OUT


def _on_ring(mask: Mask, row: int, column: int, radius: float) -> float:
    angles = np.linspace(0, 2 * np.pi, int(8 * radius), endpoint=False)
    rows = np.clip(np.round(row + radius * np.sin(angles)).astype(int), 0, mask.shape[0] - 1)
    columns = np.clip(np.round(column + radius * np.cos(angles)).astype(int), 0, mask.shape[1] - 1)
    return float(mask[rows, columns].mean())


def _strokes(blue: Mask) -> list[Patch]:
    """Blue ink gathered into patches by the cells that it touches."""
    height, width = blue.shape
    cell = max(1, min(height, width) // _CELLS)
    rows, columns = height // cell, width // cell
    counted = blue[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell).sum(axis=(1, 3))
    inked = {(int(r), int(c)) for r, c in zip(*np.nonzero(counted), strict=True)}
    found: list[Patch] = []
    while inked:
        group = _grown(inked)
        top, bottom = min(r for r, _ in group), max(r for r, _ in group) + 1
        left, right = min(c for _, c in group), max(c for _, c in group) + 1
        patch = Patch(StampKind.HANDWRITING, left / columns, top / rows, right / columns, bottom / rows)
        ink = float(blue[top * cell : bottom * cell, left * cell : right * cell].mean())
        if _is_handwriting(patch, ink, (right - left) / (bottom - top)):
            found.append(patch)
    return found


def _grown(inked: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """One group of cells with at most one empty cell between neighbours, taken out of ``inked``."""
    start = inked.pop()
    group, todo = {start}, [start]
    while todo:
        row, column = todo.pop()
        for down in range(-2, 3):
            for across in range(-2, 3):
                neighbour = (row + down, column + across)
                if neighbour in inked:
                    inked.discard(neighbour)
                    group.add(neighbour)
                    todo.append(neighbour)
    return group


def _is_handwriting(patch: Patch, ink: float, proportion: float) -> bool:
    wide, high = patch.right - patch.left, patch.bottom - patch.top
    return (
        _STROKES["width"][0] <= wide <= _STROKES["width"][1]
        and _STROKES["height"][0] <= high <= _STROKES["height"][1]
        and proportion <= _LONGEST
        and _INK[0] <= ink <= _INK[1]
    )
