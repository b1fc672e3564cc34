"""ffprobe and ffmpeg: what a sound or a video is, and whether it plays to its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from casework.document import Media
from casework.noun import replace
from intake.workshop.bench import JobFailed, JobOutOfTime, Run, find, fresh_folder, run
from intake.workshop.frames import Looked

__all__ = ["PROGRAMS", "look"]

PROGRAMS = ("ffmpeg",)
_PROBE = ("ffprobe",)
_MEMORY_MB = 2048  # of address space
_PROBE_SECONDS = 15.0
_MOST_STREAMS = 32
#: Only files, read by name: a playlist inside a video may not open another file or an address.
_LOCAL = ("-protocol_whitelist", "file")
_COVERS = ("mjpeg", "png", "bmp", "gif")  # the picture on the sleeve of a sound


def look(content: bytes, kind: str, seconds: float) -> Looked:
    """The facts and whether it plays to its end; ``whole`` stays ``None``, and ``limit`` says why, where the time
    ended first. Raises :class:`JobFailed` for what is neither sound nor video."""
    with fresh_folder() as folder:
        path = folder / f"vao.{kind if kind.isalnum() else 'bin'}"
        path.write_bytes(content)
        media = _facts(path, folder, min(seconds, _PROBE_SECONDS))
        try:
            done = _play(path, folder, seconds)
        except JobOutOfTime:
            return Looked(media, f"chỉ phát thử {seconds:.0f} giây, chưa phát đến hết tệp")
    played = _played(done.output)
    return Looked(replace(media, whole=done.status == 0 and _reached_end(played, media), played=played))


def _facts(path: Path, folder: Path, seconds: float) -> Media:
    command = (
        find(*_PROBE), "-v", "error", *_LOCAL, "-print_format", "json", "-show_entries",
        "format=format_name,duration:stream=codec_type,codec_name,width,height,duration", f"file:{path}",
    )  # fmt: skip
    done = run(command, folder, seconds, _MEMORY_MB)
    try:
        told: Any = msgspec.json.decode(done.output)
        streams = [s for s in told.get("streams", ())[:_MOST_STREAMS] if s.get("codec_type") in ("audio", "video")]
        form = told.get("format", {})
        if done.status != 0 or not streams:
            raise JobFailed("không phải âm thanh hay video, hoặc đã hỏng ngay ở đầu tệp")
        shown = [s for s in streams if s.get("codec_type") == "video" and s.get("codec_name") not in _COVERS]
        return Media(
            container=str(form.get("format_name", "")).partition(",")[0],
            codecs=tuple(dict.fromkeys(str(s.get("codec_name", "?")) for s in streams)),
            seconds=_number(form.get("duration")),
            width=int(shown[0].get("width", 0)) if shown else 0,
            height=int(shown[0].get("height", 0)) if shown else 0,
        )
    except (msgspec.DecodeError, AttributeError, TypeError, ValueError) as error:
        raise JobFailed("không đọc được thông tin của tệp") from error


def _number(said: object) -> float | None:
    try:
        return round(float(str(said)), 3)
    except ValueError:
        return None


def _play(path: Path, folder: Path, seconds: float) -> Run:
    """Decode every sound and picture into nothing; the first error ends it."""
    command = (
        find(*PROGRAMS), "-v", "error", "-nostdin", "-xerror", "-err_detect", "explode", "-threads", "1", *_LOCAL,
        "-i", f"file:{path}", "-map", "0:v?", "-map", "0:a?", "-progress", "pipe:1", "-f", "null", "-",
    )  # fmt: skip
    return run(command, folder, seconds, _MEMORY_MB)


def _played(output: bytes) -> float:
    """The last instant that was played, in seconds."""
    played = 0.0
    for line in output.decode("utf-8", "replace").splitlines():
        if line.startswith("out_time_us="):
            played = max(played, (_number(line.partition("=")[2]) or 0.0) / 1e6)
    return played


def _reached_end(played: float, media: Media) -> bool:
    """True where the last instant played lies at the end that the file states: what was cut off between two packets
    plays without an error, only shorter. A few per cent are the rounding of containers."""
    return media.seconds is None or played >= media.seconds - max(0.5, 0.05 * media.seconds)
