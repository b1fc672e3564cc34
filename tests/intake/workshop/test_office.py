"""LibreOffice itself: what comes out keeps words and font names; what is not of its kind never goes in."""

from __future__ import annotations

import random

import pytest

from intake.workshop import office
from intake.workshop.bench import JobFailed, JobOutOfTime
from tests.builders.corpus import corpus_files
from tests.wire.tools import require

RTF = rb"{\rtf1\ansi{\fonttbl{\f0\froman .VnTime;}}\f0 C\'e9ng h\'dfa x\'b7 h\'e9i}"


def test_flat_xml_keeps_the_letters_as_stored_and_the_name_of_the_font() -> None:
    require("soffice")
    made = office.to_office(RTF, "rtf", "fodt", 60)
    assert made.startswith(b"<?xml")
    assert "Céng hßa x· héi" in made.decode() and b".VnTime" in made


def test_an_old_document_becomes_a_new_one() -> None:
    require("soffice")
    old = corpus_files("**/*.doc")[0]
    made = office.to_office(old.read_bytes(), "doc", "docx", 60)
    assert made.startswith(b"PK") and b"word/document.xml" in made


def test_random_bytes_with_the_mark_of_an_old_file_are_refused() -> None:
    """LibreOffice itself would import them as text and end with status 0."""
    require("soffice")
    noise = random.Random(3).randbytes(20_000)
    with pytest.raises(JobFailed, match="không phải"):
        office.to_office(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise, "doc", "fodt", 30)


@pytest.mark.parametrize(("kind", "content"), [("doc", b"MZ"), ("rtf", b"plain text"), ("xlsx", b"PK\x03\x04 word/")])
def test_what_does_not_look_like_its_kind_is_refused(kind: str, content: bytes) -> None:
    with pytest.raises(JobFailed, match="không phải"):
        office.to_office(content, kind, "fodt", 30)


@pytest.mark.parametrize(("kind", "target"), [("exe", "fodt"), ("doc", "html"), ("doc", "../x")])
def test_only_the_agreed_kinds_and_targets(kind: str, target: str) -> None:
    with pytest.raises(JobFailed, match="không chuyển được"):
        office.to_office(b"", kind, target, 30)


def test_time_ends_it() -> None:
    require("soffice")
    with pytest.raises(JobOutOfTime):
        office.to_office(RTF, "rtf", "fodt", 0.15)


def test_the_profile_forbids_macros_and_links() -> None:
    for name, value in (("MacroSecurityLevel", "3"), ("DisableMacrosExecution", "true"), ("Link", "1")):
        assert f'oor:name="{name}" oor:op="fuse"><value>{value}<' in office._PROFILE
