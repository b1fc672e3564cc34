"""Sound and video: nobody has played them yet, and what the workshop brings is laid over that."""

from __future__ import annotations

import struct

import pytest

from casework.document import FlawKind, Media
from intake.aids import Aid, AidKind
from intake.readers import media
from intake.readers.limits import Limits
from intake.readers.reading import read_with_wants

MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\x10moov" + bytes(8) + b"\0\0\0\x28mdat" + bytes(32)
WAV = b"RIFF" + struct.pack("<I", 36 + 800) + b"WAVEfmt " + bytes(20) + b"data" + struct.pack("<I", 800) + bytes(800)


@pytest.mark.parametrize("content", [MP4, WAV, b"ID3\x04\0\0\0\0\0\0" + bytes(50)])
def test_what_nobody_has_played_asks_for_it(content: bytes) -> None:
    raw = media.read(content, Limits())
    assert raw.wants == ("media",)
    assert raw.lines is None
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.NOT_RECOGNISED]


@pytest.mark.parametrize("content", [MP4[:-5], MP4[:30], WAV[:-400]])
def test_a_file_that_is_shorter_than_it_says_is_cut_off(content: bytes) -> None:
    assert FlawKind.TRUNCATED in [flaw.kind for flaw in media.read(content, Limits()).flaws]


def test_sizes_that_lead_nowhere_end() -> None:
    for size in (b"\0\0\0\0", b"\0\0\0\x01" + bytes(8), b"\0\0\0\x04", b"\xff\xff\xff\xff"):
        media.read(b"\0\0\0\x10ftypmp42" + bytes(4) + size + b"mdat" + bytes(40), Limits())
    media.read(b"\0\0\0\x10ftypmp42" + bytes(4) + b"\0\0\0\x08free" * 100_000, Limits())


def _merged(facts: Media | None, **reasons: str) -> list[tuple[FlawKind, str]]:
    raw = media.merge(media.read(MP4, Limits()), facts, **reasons)
    assert raw.wants == ()
    assert raw.media == facts
    return [(flaw.kind, flaw.detail) for flaw in raw.flaws]


def test_a_file_that_plays_to_its_end_has_no_flaw() -> None:
    assert _merged(Media("mp4", ("h264", "aac"), 75.0, 1280, 720, True, 75.0)) == []


def test_a_file_that_stops_says_how_long_it_should_be() -> None:
    def said(seconds: float | None) -> list[tuple[FlawKind, str]]:
        return _merged(Media("mp4", ("h264",), seconds, 1280, 720, False, 0.1))

    assert said(75.2) == [(FlawKind.TRUNCATED, "không phát được đến hết 1 phút 15 giây của tệp")]
    assert said(8.0) == [(FlawKind.TRUNCATED, "không phát được đến hết 8 giây của tệp")]
    assert said(0.4) == said(None) == [(FlawKind.TRUNCATED, "không phát được đến hết")]


def test_what_the_workshop_could_not_do_is_said() -> None:
    assert [kind for kind, _ in _merged(None, failure="máy chưa cài ffmpeg")] == [FlawKind.NOT_RECOGNISED]
    assert "ffmpeg" in _merged(None, failure="máy chưa cài ffmpeg")[0][1]
    half = _merged(Media("mp4", ("h264",), 900.0, whole=None), limit="chỉ phát thử 60 giây")
    assert [kind for kind, _ in half] == [FlawKind.NOT_RECOGNISED, FlawKind.LIMIT]


def test_reading_again_with_the_aid_joins_the_facts() -> None:
    first = read_with_wants(MP4, path="thư › phim.mp4", name="phim.mp4", limits=Limits())
    assert [want.kind for want in first.wants] == [AidKind.MEDIA]
    facts = Media("mp4", ("h264",), 12.0, 640, 360, True, 12.0)
    aid = Aid(first.document.sha256, AidKind.MEDIA, media=facts)
    second = read_with_wants(MP4, path="thư › phim.mp4", name="phim.mp4", limits=Limits(), aids=(aid,))
    assert second.document.media == facts
    assert second.document.flaws == ()
    assert second.wants == ()
