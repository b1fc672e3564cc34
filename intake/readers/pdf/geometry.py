"""Where things stand on a page of a PDF: transformation matrices ([ISO 32000-1] 8.3.4), and the turn of the page."""

from __future__ import annotations

from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw as pdfium

__all__ = ["IDENTITY", "Matrix", "apply", "matrix_of", "multiply", "turned"]

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_FOUND = pdfium.FS_MATRIX()  # filled anew by each call; pdfium has one thread, and so have we


def matrix_of(item: Any) -> Matrix:
    found = _FOUND
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies ``first``, then ``second`` (ISO 32000-1, 8.3.4)."""
    if second is IDENTITY:
        return first
    if first is IDENTITY:
        return second
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def turned(page: pypdfium2.PdfPage) -> Matrix:
    """From the page's own axes to the way it is shown (/Rotate); shifts do not matter for the order of lines."""
    turns: dict[int, Matrix] = {
        0: IDENTITY,
        90: (0.0, -1.0, 1.0, 0.0, 0.0, 0.0),
        180: (-1.0, 0.0, 0.0, -1.0, 0.0, 0.0),
        270: (0.0, 1.0, -1.0, 0.0, 0.0, 0.0),
    }
    return turns.get(page.get_rotation(), IDENTITY)
