"""Stories of the portal hungyen."""

from __future__ import annotations

from tests.stories.story import Story

__all__ = ["STORIES"]

STORIES: tuple[Story, ...] = ()
