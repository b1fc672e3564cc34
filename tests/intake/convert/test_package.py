from __future__ import annotations

import io
import zipfile

from intake.convert.package import repacked


def package() -> bytes:
    """Entries of several kinds: stored, packed, with a comment, a folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (name, plain, method) in enumerate(
            [
                ("mimetype", b"application/x", zipfile.ZIP_STORED),
                ("thư mục/a.xml", b"<a>" + b"x" * 500 + b"</a>", zipfile.ZIP_DEFLATED),
                ("thư mục/", b"", zipfile.ZIP_STORED),
                ("b.bin", bytes(range(256)), zipfile.ZIP_DEFLATED),
            ]
        ):
            info = zipfile.ZipInfo(name, (2004, 3, 2, 10, 20, 2 * number))
            info.compress_type, info.comment = method, b"ghi" if number == 1 else b""
            archive.writestr(info, plain)
        archive.comment = b"cu\xe1\xbb\x91i"
    return out.getvalue()


class Unseekable(io.RawIOBase):
    """A stream that cannot go back: sizes then stand behind the entries (a data descriptor)."""

    def __init__(self) -> None:
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.kept += bytes(data)  # type: ignore[call-overload]
        return len(bytes(data))  # type: ignore[call-overload]


def test_only_the_changed_part_is_packed_anew() -> None:
    old = zipfile.ZipFile(io.BytesIO(package()))
    made = repacked(package(), {"thư mục/a.xml": b"<a>neu</a>"})
    new = zipfile.ZipFile(io.BytesIO(made))
    assert new.testzip() is None
    assert new.comment == old.comment
    assert [i.filename for i in new.infolist()] == [i.filename for i in old.infolist()]
    for before, after in zip(old.infolist(), new.infolist(), strict=True):
        assert (before.date_time, before.compress_type, before.comment) == (
            after.date_time,
            after.compress_type,
            after.comment,
        )
        assert new.read(after) == (b"<a>neu</a>" if after.filename == "thư mục/a.xml" else old.read(before))


def test_the_same_parts_give_the_same_package() -> None:
    change = {"b.bin": b"khac"}
    assert repacked(package(), change) == repacked(package(), change)
    assert repacked(repacked(package(), {}), {}) == repacked(package(), {})


def test_a_package_written_to_a_stream_is_whole_afterwards() -> None:
    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        archive.writestr("a.xml", b"<a>" + b"y" * 300 + b"</a>")
        archive.writestr("b.xml", b"<b/>")
    made = zipfile.ZipFile(io.BytesIO(repacked(bytes(stream.kept), {"b.xml": b"<c/>"})))
    assert made.testzip() is None
    assert (made.read("a.xml"), made.read("b.xml")) == (b"<a>" + b"y" * 300 + b"</a>", b"<c/>")


def test_dates_of_another_program_can_be_set_aside() -> None:
    made = zipfile.ZipFile(io.BytesIO(repacked(package(), {}, dated=(0, 0x21))))
    assert {i.date_time for i in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
