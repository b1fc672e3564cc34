"""ffmpeg itself: what a sound is, whether it plays to its end, and that a playlist opens nothing."""

from __future__ import annotations

import io
import math
import struct
import subprocess
import wave
from pathlib import Path

import pytest

from intake.workshop import media
from intake.workshop.bench import JobFailed
from tests.wire.tools import require


def _sound(seconds: float) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        wanted = int(8000 * seconds)
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n / 5))) for n in range(wanted)))
    return content.getvalue()


def _video(tmp_path: Path) -> bytes:
    """Two seconds of a test picture with a tone, as a telephone would save them."""
    made = tmp_path / "x.mp4"
    subprocess.run(
        [require("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=10", "-f", "lavfi", "-i",
         "sine=440", "-t", "2", "-c:v", "mpeg4", "-c:a", "aac", "-movflags", "faststart", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    return made.read_bytes()


def test_a_sound_is_described_and_plays_to_its_end() -> None:
    require("ffmpeg")
    seen = media.look(_sound(1.5), "wav", 20)
    assert (seen.media.container, seen.media.codecs, seen.media.seconds) == ("wav", ("pcm_s16le",), 1.5)
    assert seen.media.whole is True and seen.limit == "" and (seen.media.width, seen.media.height) == (0, 0)


def test_a_video_has_a_size_and_half_of_it_does_not_play_to_its_end(tmp_path: Path) -> None:
    content = _video(tmp_path)
    seen = media.look(content, "mp4", 20)
    assert (seen.media.codecs, seen.media.width, seen.media.height) == (("mpeg4", "aac"), 160, 120)
    assert seen.media.whole is True
    assert media.look(content[: len(content) * 6 // 10], "mp4", 20).media.whole is False


def test_what_is_no_media_is_refused() -> None:
    require("ffmpeg")
    with pytest.raises(JobFailed):
        media.look(b"MZ" + b"\0" * 5000, "mp4", 20)


def test_a_playlist_opens_no_other_file(tmp_path: Path) -> None:
    require("ffmpeg")
    other = tmp_path / "other.wav"
    other.write_bytes(_sound(1.0))
    for content in (f"#EXTM3U\n#EXTINF:1,\n{other}\n", f"ffconcat version 1.0\nfile '{other}'\n"):
        with pytest.raises(JobFailed):
            media.look(content.encode(), "mp4", 20)


def test_time_ends_the_playing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = _video(tmp_path)
    true = media.run
    # The probe is the true one; in the player's place sleeps a program that needs longer than it is given.
    slow = ["/bin/sleep", "30"]
    monkeypatch.setattr(
        media, "run", lambda c, f, seconds, mb: true(slow, f, 0.2, mb) if "-xerror" in c else true(c, f, seconds, mb)
    )
    seen = media.look(content, "mp4", 20)
    assert seen.media.whole is None and seen.media.codecs and "20 giây" in seen.limit
