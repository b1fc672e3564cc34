"""What of a PDF does something by itself: scripts, commands to start programs or send data, files carried inside.

Every object of the file is looked at, in object streams too. qpdf writes names in their plain form, so that
``/J#61vaScript`` is found as ``/JavaScript``.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pikepdf

from casework.document import Flaw, FlawKind
from intake.readers.pdf.values import dictionary, entry, name_of, text_of

__all__ = ["SUSPECT", "ActionSurvey", "Attachment"]

#: What an object that is looked at more closely has in it.
SUSPECT = re.compile(
    rb"/(?:JavaScript|JS|Launch|SubmitForm|ImportData|OpenAction|AA|XFA|RichMedia|RichMediaContent|EF|GoToE|Rendition)\b"
)
_ACTIONS = {
    "/JavaScript": "mã JavaScript",
    "/Launch": "lệnh mở chương trình",
    "/SubmitForm": "lệnh gửi dữ liệu biểu mẫu ra ngoài",
    "/ImportData": "lệnh nạp dữ liệu từ tệp khác",
    "/GoToE": "lệnh mở tệp nhúng bên trong",
}
_ADDRESS = "lệnh tự mở địa chỉ mạng khi xem tệp"
_FORM = "biểu mẫu XFA (nội dung không hiện bằng trình đọc PDF thông thường)"
_RICH = "nội dung đa phương tiện chạy được (RichMedia)"
_MOST_NESTED = 5_000  # direct values within one object
_MOST_ATTACHMENTS = 500
_MOST_CHAIN = 50  # actions that follow one another


class Attachment(NamedTuple):
    """A file inside the PDF: its name as stored, and its stream."""

    name: str
    stream: pikepdf.Stream


class ActionSurvey:
    """Collects active content from the objects that it is shown."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}
        self._streams: set[tuple[int, int]] = set()
        self.attachments: list[Attachment] = []

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        return tuple(Flaw(FlawKind.ACTIVE, what) for what in self._found)

    def show(self, item: Any) -> None:
        """Look at one indirect object and at everything that stands directly in it."""
        waiting = [item]
        for _ in range(_MOST_NESTED):
            if not waiting:
                return
            value = waiting.pop()
            if isinstance(value, pikepdf.Array):
                waiting.extend(child for child in list(value)[:_MOST_NESTED] if _is_direct(child))
            elif dictionary(value) is not None:
                self._look(value)
                waiting.extend(child for child in value.values() if _is_direct(child))

    def _look(self, item: Any) -> None:
        action = name_of(item, "/S")
        if action in _ACTIONS:
            self._found[_ACTIONS[action]] = None
        elif entry(item, "/JS") is not None or entry(item, "/JavaScript") is not None:
            self._found[_ACTIONS["/JavaScript"]] = None
        if entry(item, "/XFA") is not None:
            self._found[_FORM] = None
        if "/RichMedia" in (name_of(item, "/Subtype"), name_of(item, "/Type")) or entry(item, "/RichMediaContent"):
            self._found[_RICH] = None
        self._automatic(item)
        if dictionary(entry(item, "/EF")) is not None:
            self._take(item)

    def _automatic(self, item: Any) -> None:
        """An address that is opened without anybody's click."""
        triggers = [entry(item, "/OpenAction")]
        additional = dictionary(entry(item, "/AA"))
        if additional is not None:
            triggers.extend(additional.values())
        for trigger in triggers:
            action = trigger
            for _ in range(_MOST_CHAIN):
                if name_of(action, "/S") == "/URI":
                    self._found[_ADDRESS] = None
                following = entry(action, "/Next")
                action = following[0] if isinstance(following, pikepdf.Array) and len(following) else following
                if action is None:
                    break

    def _take(self, specification: Any) -> None:
        """A file specification with the file itself in it (EmbeddedFiles, FileAttachment annotations, portfolios)."""
        files = entry(specification, "/EF")
        stream = next((s for key in ("/UF", "/F") if isinstance(s := entry(files, key), pikepdf.Stream)), None)
        if stream is None or stream.objgen in self._streams or len(self.attachments) >= _MOST_ATTACHMENTS:
            return
        self._streams.add(stream.objgen)
        name = text_of(specification, "/UF", 300) or text_of(specification, "/F", 300)
        self.attachments.append(Attachment(name, stream))


def _is_direct(value: Any) -> bool:
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect
