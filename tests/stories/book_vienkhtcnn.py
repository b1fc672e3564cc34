"""Stories of the portal vienkhtcnn."""

from __future__ import annotations

from tests.stories.story import Story

__all__ = ["STORIES"]

STORIES: tuple[Story, ...] = ()
