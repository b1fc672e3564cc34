"""How far a scanned page lies askew: the angle at which its lines of print stand out most clearly from the gaps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["skew_of"]

_SIDE = 900  # points of the longer side of the picture that is measured
_MOST = 6.0  # degrees to either side
_LEAST = 0.25  # a smaller angle does no harm
_LEAST_INK = 400  # dark points
_CLEARER = 1.2  # lines must stand out so much more at the angle than as the page lies


def skew_of(grey: npt.NDArray[np.uint8]) -> float:
    """Degrees by which the page must be turned anticlockwise to lie straight; 0 where it does, or nothing tells.

    A page that lies on its side is measured along its columns: the quarter turn is another's affair.
    """
    step = max(1, max(grey.shape) // _SIDE)
    small = grey[::step, ::step]
    rows, columns = np.nonzero(small < min(160, int(small.mean()) - 20))
    if len(rows) < _LEAST_INK:
        return 0.0
    upright = _best(rows, columns)
    sideways = _best(columns, rows)
    angle, clear = max((upright[0], upright[1]), (-sideways[0], sideways[1]), key=lambda found: found[1])
    as_it_lies = max(_sharpness(rows, columns, 0.0), _sharpness(columns, rows, 0.0))
    return angle if abs(angle) >= _LEAST and clear >= _CLEARER * as_it_lies else 0.0


def _best(across: npt.NDArray[np.int64], along: npt.NDArray[np.int64]) -> tuple[float, float]:
    """The angle with the clearest lines, and how clear they are: first in half degrees, then in tenths."""
    angles = np.arange(-_MOST, _MOST + 0.01, 0.5)
    near = max(angles, key=lambda angle: _sharpness(across, along, float(angle)))
    fine = np.arange(near - 0.4, near + 0.41, 0.1)
    angle = float(max(fine, key=lambda angle: _sharpness(across, along, float(angle))))
    return angle, _sharpness(across, along, angle)


def _sharpness(across: npt.NDArray[np.int64], along: npt.NDArray[np.int64], angle: float) -> float:
    """The squared changes from row to row of how much ink a row bears, rows lying at ``angle``."""
    turned = across - along * np.tan(np.radians(angle))
    counts = np.bincount((turned - turned.min()).astype(np.int64))
    return float((np.diff(counts.astype(np.float64)) ** 2).sum())
