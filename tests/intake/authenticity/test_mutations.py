"""Whatever is done to a signed mail: checking never raises, and what is proven reads as it was signed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.mail import Mail, OriginStatus
from intake.authenticity import Word, judge_origin
from intake.authenticity.checking import check_mail
from intake.authenticity.evidence import Inquiry
from intake.dns import Answer, AnswerState, Question
from intake.parse import parse
from intake.terms import Terms
from tests.builders.dkim_mail import AT, FIELDS, key_record, mail, signed

CONTENT = signed(
    mail("MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", body="Dòng một.\r\n\r\nDòng hai."),
    fields=(*FIELDS, "mime-version", "content-type"),
)
ANSWERS = (
    Answer(Question("k1._domainkey.moha.gov.vn"), AnswerState.FOUND, AT, (key_record().encode(),)),
    Answer(Question("_dmarc.moha.gov.vn"), AnswerState.ABSENT, AT),
)
_ODD = [b"\r", b"\n", b"\r\n", b" ", b"\r\n\r\n", b"\0", b":", b"From: b@c\r\n", b"X: y\rSubject: z\r\n"]
ORIGINAL = parse(CONTENT, Terms()).mail


def status(content: bytes) -> tuple[OriginStatus, Mail]:
    read = parse(content, Terms()).mail
    evidence = check_mail(Inquiry(content, "moha.gov.vn", AT, answers=ANSWERS))
    return judge_origin(read, Word(check=True), evidence=evidence).status, read


def seen(read: Mail) -> tuple[object, ...]:
    """What people are shown, white space apart."""
    words = tuple(" ".join(text.split()) for text in (read.subject, read.body))
    return (read.sender and read.sender.mailbox, words, read.to, read.date, read.message_id)


def test_unchanged_it_is_proven() -> None:
    assert status(CONTENT) == (OriginStatus.PROVEN, ORIGINAL)


@settings(max_examples=400, deadline=None)
@given(
    st.integers(0, len(CONTENT)),
    st.integers(0, 3),
    st.one_of(st.binary(max_size=3), st.sampled_from(_ODD)),
)  # fmt: skip
def test_what_is_proven_reads_as_it_was_signed(place: int, gone: int, instead: bytes) -> None:
    found, read = status(CONTENT[:place] + instead + CONTENT[place + gone :])
    if found is OriginStatus.PROVEN:
        assert seen(read) == seen(ORIGINAL)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["Subject", "To", "From", "Content-Type", "Date"]), st.text(max_size=30), st.booleans())
def test_a_line_above_or_below_changes_nothing_that_is_proven(name: str, value: str, above: bool) -> None:
    line = f"{name}: {value}\r\n".encode("utf-8", "surrogatepass")
    head, blank, body = CONTENT.partition(b"\r\n\r\n")
    content = line + CONTENT if above else head + b"\r\n" + line[:-2] + blank + body
    found, read = status(content)
    if found is OriginStatus.PROVEN:
        assert seen(read) == seen(ORIGINAL)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_never_raise(content: bytes) -> None:
    check_mail(Inquiry(content, "moha.gov.vn", AT, received_by="mx", answers=ANSWERS))
    check_mail(Inquiry(b"DKIM-Signature: " + content, "moha.gov.vn", AT, received_by="mx", answers=ANSWERS))
