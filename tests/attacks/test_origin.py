"""Attacks on “is the sender who he says”: each passes once its one check says yes, and is refused with the check.

Forged headers are judged as a door with a pinned server judges them, forged mails as one that asks the DNS itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from casework.directory import Snapshot
from casework.mail import Address, Delivery, Door, Mail, Origin, OriginStatus
from frontdesk import origins
from intake import headers as headers_module
from intake import parse as parse_module
from intake.authenticity import Word, dkim_seals, domains, judge, judge_origin, peers, results, seals, weighing
from intake.authenticity.asking import gather_evidence
from intake.authenticity.checking import check_mail
from intake.authenticity.evidence import Inquiry
from intake.dns import DnsResolver
from intake.parse import parse
from intake.terms import Terms
from tests.builders.dkim_mail import AT, MAIL, key_record, mail, signed
from tests.validators.cases import case, institute, said, scan
from tests.validators.cases import judge as judge_case
from tests.wire.dns import NameServer, name_server
from validators.rules import snd101_domain_not_allowed as snd101

Patch = pytest.MonkeyPatch
PROVEN = OriginStatus.PROVEN
MX = "mx.moha.gov.vn"
TERMS = Terms(authserv_id=MX, own_domain="moha.gov.vn", internal_header="X-Org-AuthAs=Internal")
WORD = Word(authserv_id=MX, internal_header="X-Org-AuthAs=Internal")
OUR_HOP = f"Received: from evil.example (evil.example [198.51.99.7]) by {MX} (Postfix); Fri, 28 Aug 2026 09:00:00 +0700"
HIS_HOP = "Received: from pc by mail.evil.example; Fri, 28 Aug 2026 08:59:00 +0700"
FORGED = f"Authentication-Results: {MX}; dmarc=pass header.from=moha.gov.vn"
FROM = "From: Vụ trưởng <vutruong@moha.gov.vn>"


def by_header(*lines: str) -> Origin:
    """What a door that pins our server says of a mail with these header lines."""
    content = "\r\n".join([*lines, *([] if any(line.startswith("From:") for line in lines) else [FROM]), "", "x"])
    return judge_origin(parse(content.encode(), TERMS).mail, WORD)


@pytest.fixture(scope="module")
def server() -> Iterator[NameServer]:
    """The DNS of the Ministry, of a province, and of the attacker."""
    with name_server() as running:
        for domain in ("moha.gov.vn", "hatinh.gov.vn", "evil.example"):
            running.add(f"k1._domainkey.{domain}", "TXT", key_record())
        running.add("_dmarc.moha.gov.vn", "TXT", "v=DMARC1; p=reject")
        running.add("moha.gov.vn", "TXT", "v=spf1 ip4:113.160.1.2 -all")
        running.add("evil.example", "TXT", "v=spf1 ip4:198.51.99.7 -all")
        yield running


def by_dns(content: bytes, server: NameServer) -> Origin:
    """What a door that asks the DNS itself says of ``content``."""
    inquiry = Inquiry(content, "moha.gov.vn", AT, received_by=MX)
    evidence = gather_evidence(inquiry, check_mail, DnsResolver(server.settings))
    return judge_origin(parse(content, Terms()).mail, Word(check=True), evidence=evidence, at=AT)


# The attacker's own Authentication-Results, below ours.

BELOW = (OUR_HOP, HIS_HOP, FORGED)


def test_results_below_a_strangers_hop_would_succeed_without_the_hop(monkeypatch: Patch) -> None:
    monkeypatch.setattr(headers_module, "_is_ours", lambda *_: True)
    assert by_header(*BELOW).status is PROVEN


def test_results_below_a_strangers_hop_is_refused() -> None:
    assert by_header(*BELOW).status is OriginStatus.UNPROVEN


# Above ours, by a server whose name only begins like ours.

ABOVE = (FORGED.replace(MX, f"{MX}.evil.example"), OUR_HOP)


def test_results_of_a_like_named_server_would_succeed_without_the_pin(monkeypatch: Patch) -> None:
    monkeypatch.setattr(headers_module, "_authserv", lambda _: MX)
    assert by_header(*ABOVE).status is PROVEN


def test_results_of_a_like_named_server_is_refused() -> None:
    assert by_header(*ABOVE).status is OriginStatus.UNPROVEN


# Inside ours: what the attacker wrote into his address, and the server copied.

SPF = f"Authentication-Results: {MX}; spf=pass"
INSIDE = {
    "quoted": f'{SPF} smtp.mailfrom="; dmarc=pass header.from=moha.gov.vn x"@evil.example',
    "comment": f"{SPF} (of a; dmarc=pass header.from=moha.gov.vn ;) smtp.mailfrom=evil.example",
    "folded": f'{SPF}\r\n smtp.mailfrom=";\r\n dmarc=pass header.from=moha.gov.vn "@evil.example',
}


@pytest.mark.parametrize("kind", INSIDE)
def test_results_inside_a_result_would_succeed_without_reading_quotes(monkeypatch: Patch, kind: str) -> None:
    monkeypatch.setattr(results, "without_quotes_and_comments", lambda line: line)
    assert by_header(INSIDE[kind], OUR_HOP).status is PROVEN


@pytest.mark.parametrize("kind", INSIDE)
def test_results_inside_a_result_is_refused(kind: str) -> None:
    assert by_header(INSIDE[kind], OUR_HOP).status is not PROVEN


# The attacker's own domain, honestly authenticated, under the Ministry's From.

HONEST = f"Authentication-Results: {MX}; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example"


def test_own_domain_would_succeed_without_alignment(monkeypatch: Patch) -> None:
    monkeypatch.setattr(weighing, "is_aligned", lambda *_, **__: True)
    monkeypatch.setattr(results, "is_aligned", lambda *_, **__: True)
    assert by_header(HONEST, OUR_HOP).status is PROVEN


def test_own_domain_is_refused() -> None:
    assert by_header(HONEST, OUR_HOP).status is OriginStatus.UNPROVEN


# A signature with l=, found good by our server, with the attacker's text below.

LIMITED = (
    f"Authentication-Results: {MX}; dkim=pass header.d=moha.gov.vn header.s=k1",
    OUR_HOP,
    "DKIM-Signature: v=1; a=rsa-sha256; d=moha.gov.vn; s=k1; l=10; h=from:to; bh=AA; b=BB",
)


def test_text_below_l_would_succeed_without_looking_at_the_signature(monkeypatch: Patch) -> None:
    monkeypatch.setattr(judge, "sealed_fields", lambda *_: ("*",))
    assert by_header(*LIMITED).status is PROVEN


def test_text_below_l_is_refused() -> None:
    assert by_header(*LIMITED).status is OriginStatus.UNPROVEN


# A second internal header beside the server's own.

TWO_INTERNAL = ("X-Org-AuthAs: Internal", "X-Org-AuthAs: Anonymous")


def test_second_internal_header_would_succeed_without_counting(monkeypatch: Patch) -> None:
    monkeypatch.setattr(parse_module, "_internal_word", lambda headers, setting: headers.raw("x-org-authas")[0])
    assert by_header(*TWO_INTERNAL).status is PROVEN


def test_second_internal_header_is_refused() -> None:
    assert by_header(*TWO_INTERNAL).status is OriginStatus.UNPROVEN
    assert by_header("X-Org-AuthAs: Internal", "X-Org-AuthAs: Internal").status is OriginStatus.UNPROVEN


# Several From, and one that programs read differently.

TWO_FROM = (FORGED, "From: a@moha.gov.vn", "From: b@evil.example")
ROUTED = (FORGED, "From: <@evil.example,@x:a@moha.gov.vn>")
GROUPED = (FORGED, "From: x@evil.example: a@moha.gov.vn;")


def test_several_from_would_succeed_without_counting(monkeypatch: Patch) -> None:
    monkeypatch.setattr(parse_module, "senders_counted", lambda *_: 1)
    assert by_header(*TWO_FROM).status is PROVEN


def test_several_from_is_refused() -> None:
    assert by_header(*TWO_FROM).status is OriginStatus.CONTRADICTED


def test_odd_from_would_succeed_without_reading_it(monkeypatch: Patch) -> None:
    monkeypatch.setattr("intake.authenticity.senders.is_plain", lambda _: True)
    assert by_header(*ROUTED).status is PROVEN and by_header(*GROUPED).status is PROVEN


def test_odd_from_is_refused() -> None:
    assert by_header(*ROUTED).status is not PROVEN and by_header(*GROUPED).status is not PROVEN


# DKIM replays: a true mail of the Ministry, with something added that the signature leaves room for.

APPENDED = signed(MAIL, tags=(("l", "10"),)) + b"PS: chuyen tien vao so nay\r\n"
RETITLED = b"Subject: Mat lenh khan\r\n" + signed(MAIL)
READDRESSED = b"To: congttdt@moha.gov.vn\r\n" + signed(MAIL)
UNSIGNED_FROM = signed(MAIL, fields=("to", "subject")).replace(b"From: ngtlan@", b"From: vutruong@")


@pytest.mark.parametrize("content", [APPENDED, RETITLED, READDRESSED, UNSIGNED_FROM])
def test_dkim_replay_would_succeed_without_looking_for_room(
    monkeypatch: Patch, server: NameServer, content: bytes
) -> None:
    monkeypatch.setattr(dkim_seals, "_room", lambda *_: "")
    assert by_dns(content, server).status is PROVEN


@pytest.mark.parametrize("content", [APPENDED, RETITLED, READDRESSED, UNSIGNED_FROM])
def test_dkim_replay_is_refused(server: NameServer, content: bytes) -> None:
    found = by_dns(content, server)
    assert found.status is OriginStatus.UNPROVEN and found.sealed == ()


# A mail that shows people another Subject than dkimpy sees.

SPLIT = b"X-A: b\rSubject: Mat lenh khan\r\n" + signed(MAIL)


def test_split_header_would_succeed_without_reading_alike(monkeypatch: Patch, server: NameServer) -> None:
    monkeypatch.setattr(dkim_seals, "reads_alike", lambda *_: True)
    assert by_dns(SPLIT, server).status is PROVEN
    assert parse(SPLIT, Terms()).mail.subject == "Mat lenh khan"


def test_split_header_is_refused(server: NameServer) -> None:
    assert by_dns(SPLIT, server).status is not PROVEN


# Old, and weak.

OLD = signed(MAIL, at=AT - timedelta(days=30), tags=(("x", str(int((AT - timedelta(days=23)).timestamp()))),))
WEAK = signed(MAIL, algorithm="rsa-sha1")


def test_expired_signature_would_succeed_without_the_clock(monkeypatch: Patch, server: NameServer) -> None:
    monkeypatch.setattr(dkim_seals, "_out_of_time", lambda *_: "")
    assert by_dns(OLD, server).status is PROVEN


def test_expired_signature_is_refused(server: NameServer) -> None:
    assert by_dns(OLD, server).status is not PROVEN


def test_sha1_signature_would_succeed_without_the_list_of_weak_ones(monkeypatch: Patch, server: NameServer) -> None:
    monkeypatch.setattr(dkim_seals, "_weak", lambda *_: "")
    assert by_dns(WEAK, server).status is PROVEN


def test_sha1_signature_is_refused(server: NameServer) -> None:
    assert by_dns(WEAK, server).status is not PROVEN


# Another body of the state signs under the Ministry's name.

NEIGHBOUR = signed(MAIL, domain="hatinh.gov.vn")


def test_neighbours_signature_would_succeed_without_public_suffixes(monkeypatch: Patch, server: NameServer) -> None:
    monkeypatch.setattr(domains, "organisation", lambda domain: ".".join(domain.split(".")[-2:]))
    assert by_dns(NEIGHBOUR, server).status is PROVEN


def test_neighbours_signature_is_refused(server: NameServer) -> None:
    assert by_dns(NEIGHBOUR, server).status is not PROVEN


# SPF: the address of the Ministry's server, said by the attacker's.

RETURN_PATH = "Return-Path: <ngtlan@moha.gov.vn>"
HELO = mail(
    RETURN_PATH, f"Received: from [113.160.1.2] (unknown [198.51.99.7]) by {MX}; now", sender="ngtlan@moha.gov.vn"
)
SIDE_DOOR = mail(
    RETURN_PATH,
    "Received: from evil (evil [198.51.99.7]) by mbx1.moha.gov.vn; now",
    f"Received: from mail.moha.gov.vn (mail [113.160.1.2]) by {MX}; now",
    sender="ngtlan@moha.gov.vn",
)


def test_helo_as_address_would_succeed_without_asking_for_one(monkeypatch: Patch, server: NameServer) -> None:
    every = peers._addresses
    monkeypatch.setattr(peers, "_addresses", lambda flat: every(flat)[:1])
    assert by_dns(HELO, server).status is PROVEN


def test_helo_as_address_is_refused(server: NameServer) -> None:
    assert by_dns(HELO, server).status is not PROVEN


def test_received_line_brought_along_would_succeed_without_the_way_in(monkeypatch: Patch, server: NameServer) -> None:
    monkeypatch.setattr(peers, "_from_outside", lambda _: False)
    assert by_dns(SIDE_DOOR, server).status is PROVEN


def test_received_line_brought_along_is_refused(server: NameServer) -> None:
    assert by_dns(SIDE_DOOR, server).status is not PROVEN


# People's eyes: a borrowed display name, a domain that looks official.

BORROWER = Mail(sender=Address("x@gmail.com", "congttdt@moha.gov.vn"))
DELIVERY = Delivery(Door.LMTP, "cong", "congttdt", "k", AT)


def under_own_name() -> OriginStatus:
    proven = Origin(PROVEN, "dmarc=pass", sealed=("*",))
    return origins.under_own_name(proven, BORROWER, institute("SND101"), Snapshot(), DELIVERY).status


def test_borrowed_display_name_would_succeed_without_reading_it(monkeypatch: Patch) -> None:
    monkeypatch.setattr(origins, "borrowed_name", lambda *_: "")
    assert under_own_name() is PROVEN


def test_borrowed_display_name_is_refused() -> None:
    assert under_own_name() is OriginStatus.CONTRADICTED


LIKENESS = case(scan("giay gioi thieu.pdf"), sender="vutruong@moha.g0v.vn")


def test_lookalike_with_a_paper_would_succeed_without_the_likeness(monkeypatch: Patch) -> None:
    monkeypatch.setattr(snd101, "resembled", lambda *_: "")
    assert judge_case(LIKENESS, institute("SND101")) == ()


def test_lookalike_with_a_paper_is_refused() -> None:
    assert said(judge_case(LIKENESS, institute("SND101"))) == [("SND101", "defect")]


# --- an old mail of the leader, whose signature does not cover To, behind many that seem to ---------------------------

ELSEWHERE = "DKIM-Signature: v=1; a=rsa-sha256; d=moha.gov.vn; s=k1; h=from:subject:date; bh=YQ==; b=bGVhZGVyLWxl"
SEEMING = ELSEWHERE.replace("h=from:", "h=from:to:")
HELD = f"Authentication-Results: {MX}; dkim=pass header.d=moha.gov.vn header.s=k1 header.b=bGVhZGVy"
TO_US = ("To: congttdt@moha.gov.vn", "Subject: Bài", "Date: Fri, 28 Aug 2026 09:00:00 +0700")
CROWD = (HELD, *[SEEMING] * seals._SEALS, ELSEWHERE, FROM, *TO_US)


def test_signature_in_a_crowd_would_succeed_without_the_bound(monkeypatch: Patch) -> None:
    assert by_header(HELD, ELSEWHERE, FROM, *TO_US).sealed == ("date", "from", "subject")
    monkeypatch.setattr(seals, "replace", lambda seal, **_: seal)
    assert "to" in by_header(*CROWD).sealed


def test_signature_in_a_crowd_is_refused() -> None:
    assert by_header(*CROWD).status is OriginStatus.UNPROVEN
    assert by_header(HELD, SEEMING, ELSEWHERE, FROM, *TO_US).sealed == ("date", "from", "subject"), (
        "what both would cover"
    )
