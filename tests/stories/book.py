"""All stories, portal by portal."""

from __future__ import annotations

from tests.stories.book_cchc import STORIES as CCHC
from tests.stories.book_congttdt import STORIES as CONGTTDT
from tests.stories.book_formats import STORIES as FORMATS
from tests.stories.book_hatinh import STORIES as HATINH
from tests.stories.book_hungyen import STORIES as HUNGYEN
from tests.stories.book_origin import STORIES as ORIGIN
from tests.stories.book_proof import STORIES as PROOF
from tests.stories.book_signed_mail import STORIES as SIGNED_MAIL
from tests.stories.book_vienkhtcnn import STORIES as VIENKHTCNN
from tests.stories.book_wrapped import STORIES as WRAPPED
from tests.stories.story import Story

__all__ = ["STORIES"]

STORIES: tuple[Story, ...] = (
    *CONGTTDT,
    *VIENKHTCNN,
    *CCHC,
    *HATINH,
    *HUNGYEN,
    *FORMATS,
    *WRAPPED,
    *ORIGIN,
    *PROOF,
    *SIGNED_MAIL,
)
