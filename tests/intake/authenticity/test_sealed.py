"""Which header fields the word of the operator's server covers, by the signatures that the mail bears."""

from __future__ import annotations

import pytest

from casework.mail import Address, DkimSeal, Mail, OriginMeans, OriginStatus
from intake.authenticity import Word, judge_origin
from intake.parse import parse
from intake.terms import Terms
from tests.builders.dkim_mail import AT, MAIL, mail, signed

WORD = Word(authserv_id="mx.moha.gov.vn")
OURS = DkimSeal("moha.gov.vn", "k1", ("date", "from", "to"), begins="AbCdEfGhIjKlMnOp")
OTHER = DkimSeal("moha.gov.vn", "k2", ("from", "subject"), begins="QrStUvWxYz012345")
OPEN = DkimSeal("moha.gov.vn", "k3", ("date", "from", "to"), limited=True, begins="LLLLLLLLLLLLLLLL")
FOREIGN = DkimSeal("list.example", "k1", ("from", "to", "date"))


def judged(results: str, *seals: DkimSeal, sender: str = "a@moha.gov.vn") -> tuple[OriginStatus, tuple[str, ...]]:
    mail = Mail(sender=Address(sender), trusted_results=(f"mx.moha.gov.vn; {results}",), dkim=seals)
    origin = judge_origin(mail, WORD, at=AT)
    assert origin.means is OriginMeans.RESULTS and origin.at == AT
    return origin.status, origin.sealed


@pytest.mark.parametrize(
    ("results", "seals", "sealed"),
    [
        # A signature of the domain was found good: what it lists, no more.
        ("dmarc=pass header.from=moha.gov.vn; dkim=pass header.d=moha.gov.vn", (OURS,), ("date", "from", "to")),
        ("dkim=pass header.d=moha.gov.vn; spf=pass smtp.mailfrom=moha.gov.vn", (OURS,), ("date", "from", "to")),
        # Which of two: by selector, by the first letters of the signature, else what both cover.
        ("dkim=pass header.d=moha.gov.vn header.s=k2", (OURS, OTHER), ("from", "subject")),
        ("dkim=pass header.d=moha.gov.vn header.b=AbCdEfGh", (OURS, OTHER), ("date", "from", "to")),
        ("dkim=pass header.d=moha.gov.vn", (OURS, OTHER), ("from",)),
        ("dkim=pass header.d=moha.gov.vn header.s=k1; dkim=pass header.d=moha.gov.vn header.s=k2", (OURS, OTHER),
         ("date", "from", "subject", "to")),
        # The other party's signature covers much, and says nothing of this sender.
        ("dkim=pass header.d=list.example; dkim=pass header.d=moha.gov.vn", (FOREIGN, OTHER), ("from", "subject")),
        # No signature of the domain: its own server brought the mail, and with it all of it.
        ("spf=pass smtp.mailfrom=a@moha.gov.vn", (), ("*",)),
        ("dmarc=pass header.from=moha.gov.vn", (), ("*",)),
        ("dmarc=pass header.from=moha.gov.vn; dkim=pass header.d=list.example", (FOREIGN,), ("*",)),
        # DMARC passed and a signature is there: it may be by that one.
        ("dmarc=pass header.from=moha.gov.vn", (OURS, OTHER), ("from",)),
        # A gateway took the signature out behind the server: From is proven, what else was signed nobody knows.
        ("dkim=pass header.d=moha.gov.vn", (), ()),
    ],
)  # fmt: skip
def test_what_is_covered(results: str, seals: tuple[DkimSeal, ...], sealed: tuple[str, ...]) -> None:
    assert judged(results, *seals) == (OriginStatus.PROVEN, sealed)


@pytest.mark.parametrize(
    ("results", "seals"),
    [
        ("dkim=pass header.d=moha.gov.vn", (OPEN,)),
        ("dmarc=pass header.from=moha.gov.vn; dkim=pass header.d=moha.gov.vn header.s=k3", (OPEN, OURS)),
        ("dmarc=pass header.from=moha.gov.vn", (OPEN,)),
        # A second signature, made up to hide which one was found good.
        ("dkim=pass header.d=moha.gov.vn", (OURS, OPEN)),
        ("dkim=pass header.d=moha.gov.vn header.s=k9", (OURS,)),
    ],
)
def test_a_signature_that_leaves_room_proves_nothing(results: str, seals: tuple[DkimSeal, ...]) -> None:
    assert judged(results, *seals) == (OriginStatus.UNPROVEN, ())


def test_the_other_evidence_covers_the_whole_mail() -> None:
    mail = Mail(sender=Address("a@b.vn"), internal_word="Internal")
    internal = judge_origin(mail, Word(internal_header="X-Org-AuthAs=Internal"))
    assert (internal.means, internal.sealed) == (OriginMeans.INTERNAL, ("*",))
    assert [(c.method, c.verdict) for c in internal.checks] == [("internal", "pass")]
    assert judge_origin(mail, Word(), offline=True).sealed == ("*",)
    assert judge_origin(mail, Word(), offline=True).means is OriginMeans.OFFLINE
    assert judge_origin(mail, Word(assume_authenticated=True)).means is OriginMeans.ASSUMED
    unproven = judge_origin(mail, Word())
    assert (unproven.means, unproven.sealed) == (None, ())


def test_every_result_is_kept_as_evidence_and_arc_proves_nothing() -> None:
    said = "mx.moha.gov.vn; arc=pass header.oldest-pass=0; spf=softfail smtp.mailfrom=x.example; dkim=none"
    origin = judge_origin(Mail(sender=Address("a@moha.gov.vn"), trusted_results=(said,)), WORD)
    assert origin.status is OriginStatus.UNPROVEN
    assert [(c.method, c.verdict) for c in origin.checks] == [("arc", "pass"), ("spf", "softfail"), ("dkim", "none")]


def test_dmarc_of_another_from_than_we_read_is_no_word_on_this_one() -> None:
    assert judged("dmarc=pass header.from=evil.moha.gov.vn")[0] is OriginStatus.UNPROVEN


def test_what_the_header_says_of_its_signatures() -> None:
    (seal,) = parse(signed(MAIL), Terms()).mail.dkim
    assert (seal.domain, seal.selector, seal.limited) == ("moha.gov.vn", "k1", False)
    assert seal.fields == ("date", "from", "message-id", "subject", "to")
    assert len(seal.begins) == 16 and len(seal.digest) == 64
    (again,) = parse(b"X-Another: road\r\n" + signed(MAIL), Terms()).mail.dkim
    assert again.digest == seal.digest  # the same signature however the mail comes


@pytest.mark.parametrize(
    "content",
    [
        signed(MAIL, tags=(("l", "10"),)),
        signed(MAIL, fields=("to", "subject", "date")),
        b"Subject: Khac\r\n" + signed(MAIL),
        b"Date: Fri, 27 Nov 2026 08:59:00 +0700\r\n" + signed(MAIL),
        b"DKIM-Signature: v=1; d=moha.gov.vn; d=evil.example; h=from; b=AA\r\n" + MAIL,
    ],
)
def test_a_signature_that_leaves_room_is_known_by_its_header(content: bytes) -> None:
    (seal,) = parse(content, Terms()).mail.dkim
    assert seal.limited


def test_a_field_that_stands_there_once_more_is_not_covered() -> None:
    doubled = b"X-Note: b\r\n" + signed(mail("X-Note: a"), fields=("from", "x-note"))
    (seal,) = parse(doubled, Terms()).mail.dkim
    assert seal.fields == ("from",)
