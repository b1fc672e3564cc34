"""What we find ourselves: mails of every kind against a name server of the test."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.mail import Origin, OriginMeans, OriginStatus
from casework.noun import replace
from intake.authenticity import Word, judge_origin
from intake.authenticity.asking import gather_evidence
from intake.authenticity.checking import check_mail
from intake.authenticity.domains import ascii_domain
from intake.authenticity.evidence import Inquiry
from intake.dns import DnsAway, DnsResolver
from intake.parse import parse
from intake.terms import Terms
from tests.builders.dkim_mail import AT, MAIL, key_record, mail, signed
from tests.wire.dns import NameServer

PROVEN, UNPROVEN, UNSURE, CONTRADICTED = (
    OriginStatus.PROVEN, OriginStatus.UNPROVEN, OriginStatus.UNSURE, OriginStatus.CONTRADICTED,
)  # fmt: skip
MX = "mx.moha.gov.vn"
PEER = "113.160.1.2"
HOP = f"Received: from mail.moha.gov.vn (mail [{PEER}]) by {MX}; Fri, 28 Aug 2026 09:00:00 +0700"
PATH = "Return-Path: <ngtlan@moha.gov.vn>"
BY_SPF = mail(PATH, HOP, sender="ngtlan@moha.gov.vn")


def origin(content: bytes, dns: NameServer, *, may_wait: bool = False, at: datetime = AT) -> Origin:
    """As a door with check = true judges ``content``."""
    read = parse(content, Terms()).mail
    assert read.sender is not None
    inquiry = Inquiry(content, ascii_domain(read.sender.domain), at, received_by=MX)
    evidence = gather_evidence(inquiry, check_mail, DnsResolver(dns.settings), may_wait=may_wait)
    return judge_origin(read, Word(check=True), evidence=evidence, at=at)


def verdicts(found: Origin) -> dict[str, str]:
    return {check.method: check.verdict for check in reversed(found.checks)}


def test_a_good_signature_proves_and_covers_what_it_lists(dns: NameServer) -> None:
    found = origin(signed(MAIL), dns)
    assert (found.status, found.means, found.at) == (PROVEN, OriginMeans.CHECKED, AT)
    assert found.sealed == ("date", "from", "message-id", "subject", "to")
    assert verdicts(found) == {"dmarc": "pass", "dkim": "pass"}
    evidence = next(check.detail for check in found.checks if check.method == "dkim")
    assert "header.s=k1" in evidence and "DNS k1._domainkey.moha.gov.vn TXT lúc 20" in evidence and "p=MI" in evidence


def test_where_a_signature_holds_nobody_asks_which_server_brought_the_mail(dns: NameServer) -> None:
    origin(signed(BY_SPF), dns)
    assert sorted(dns.asked) == [("_dmarc.moha.gov.vn", "TXT"), ("k1._domainkey.moha.gov.vn", "TXT")]


@pytest.mark.parametrize("canon", ["simple/simple", "relaxed/simple", "relaxed/relaxed", "simple/relaxed"])
def test_every_canonical_form(dns: NameServer, canon: str) -> None:
    written = mail(sender="ngtlan@moha.gov.vn", body="Hai  dấu cách  \r\nvà\tmột \t dòng\r\n\r\n\r\n")
    assert origin(signed(written, canon=canon), dns).status is PROVEN
    assert origin(signed(written, canon=canon).replace("dòng".encode(), "dấu".encode()), dns).status is CONTRADICTED


def test_a_mail_with_bare_line_feeds_as_a_maildir_holds_it(dns: NameServer) -> None:
    assert origin(signed(MAIL).replace(b"\r\n", b"\n"), dns).status is PROVEN


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (signed(MAIL) + b"PS: chuyen khoan vao so nay\r\n", CONTRADICTED),
        (signed(MAIL).replace(b"Subject: Gui bai", b"Subject: Gui tien"), CONTRADICTED),
        (signed(MAIL, tags=(("l", "10"),)), UNPROVEN),
        (signed(MAIL, tags=(("l", "10"),)) + b"PS: chuyen khoan vao so nay\r\n", UNPROVEN),
        (signed(MAIL, fields=("to", "subject", "date")), UNPROVEN),
        (b"Subject: Khac\r\n" + signed(MAIL), UNPROVEN),
        (b"To: khac@moha.gov.vn\r\n" + signed(MAIL), UNPROVEN),
        (signed(MAIL, algorithm="rsa-sha1"), UNPROVEN),
        (signed(MAIL, tags=(("x", str(int(AT.timestamp()) - 3600)),), at=AT - timedelta(days=1)), CONTRADICTED),
        (signed(MAIL, at=AT + timedelta(hours=2)), CONTRADICTED),
        (signed(MAIL).replace(b"a=rsa-sha256", b"a=ed25519-sha256"), UNPROVEN),
        (signed(MAIL, domain="gov.vn"), UNPROVEN),
        (signed(MAIL, domain="moha.gov.vn.evil.example"), UNPROVEN),
        (MAIL, UNPROVEN),
    ],
    ids=[
        "appended", "subject changed", "l=", "l= and appended", "from unsigned", "second subject", "second to", "sha-1",
        "expired", "of tomorrow", "ed25519", "registry", "strangers domain", "unsigned",
    ],
)  # fmt: skip
def test_what_proves_nothing(dns: NameServer, content: bytes, expected: OriginStatus) -> None:
    for name in ("gov.vn", "moha.gov.vn.evil.example"):
        dns.add(f"k1._domainkey.{name}", "TXT", key_record())
    found = origin(content, dns)
    assert (found.status, found.sealed) == (expected, ())
    assert found.reason


def test_expiry_is_judged_at_the_receipt_and_not_now(dns: NameServer) -> None:
    assert origin(signed(MAIL, tags=(("x", str(int(AT.timestamp()) + 3600)),)), dns).status is PROVEN


def test_from_unsigned_is_told_as_such(dns: NameServer) -> None:
    assert "l=" in origin(signed(MAIL, tags=(("l", "10"),)), dns).reason


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (key_record(extra="t=y; "), UNPROVEN),
        (key_record(extra="t=s; "), PROVEN),
        (key_record(extra="h=sha256; "), PROVEN),
        (key_record(extra="h=sha1; "), UNPROVEN),
        ("v=DKIM1; k=rsa; p=", CONTRADICTED),  # revoked
        ("v=DKIM1; k=rsa; p=AAAA", CONTRADICTED),
        (key_record("k2"), CONTRADICTED),
    ],
)
def test_what_the_key_record_says_of_itself(dns: NameServer, record: str, expected: OriginStatus) -> None:
    dns.records[("k1._domainkey.moha.gov.vn", "TXT")] = [record]
    assert origin(signed(MAIL), dns).status is expected


def test_a_key_for_the_domain_alone_is_not_for_a_subdomains_user(dns: NameServer) -> None:
    dns.records[("k1._domainkey.moha.gov.vn", "TXT")] = [key_record(extra="t=s; ")]
    below = mail(sender="a@vp.moha.gov.vn")
    assert origin(signed(below, tags=(("i", "a@vp.moha.gov.vn"),)), dns).status is UNPROVEN


def test_a_short_key_proves_nothing(dns: NameServer) -> None:
    dns.records[("k1._domainkey.moha.gov.vn", "TXT")] = [key_record(bits=1024)]
    dns.records[("k512._domainkey.moha.gov.vn", "TXT")] = ["v=DKIM1; k=rsa; p=" + _SHORT]
    content = signed(MAIL).replace(b"s=k1", b"s=k512")
    assert origin(content, dns).status is CONTRADICTED


_SHORT = "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL3g0oZ1n1R2xkQmPqHsCY5N2cI7bV4Q2K6mUwqFQm3mU0pQ2B7Jm0b0N0rZ1y3cS2V8o9ZbYb8Y1T4pE2sCAwEAAQ=="  # noqa: E501


def test_several_signatures_one_of_which_holds(dns: NameServer) -> None:
    broken = signed(MAIL).replace(b"bh=", b"bh=A", 1).split(b"From:")[0]
    both = broken + signed(signed(MAIL), fields=("from", "subject"))
    found = origin(both, dns)
    assert found.status is PROVEN
    assert [c.verdict for c in found.checks if c.method == "dkim"].count("pass") == 2


def test_a_strangers_signature_is_shown_but_his_key_is_never_asked_for(dns: NameServer) -> None:
    found = origin(signed(signed(MAIL), domain="evil.example"), dns)
    assert found.status is PROVEN
    assert [(c.domain, c.verdict) for c in found.checks if c.method == "dkim"] == [
        ("moha.gov.vn", "pass"), ("evil.example", "neutral"),
    ]  # fmt: skip
    assert not [name for name, _ in dns.asked if "evil" in name]


@pytest.mark.parametrize(
    ("sender", "domain", "policy", "expected"),
    [
        ("a@vp.moha.gov.vn", "moha.gov.vn", "v=DMARC1; p=reject", PROVEN),
        ("a@vp.moha.gov.vn", "moha.gov.vn", "v=DMARC1; p=reject; adkim=s", CONTRADICTED),
        ("a@vp.moha.gov.vn", "mail.moha.gov.vn", "v=DMARC1; p=none", PROVEN),
        ("a@moha.gov.vn", "moha.gov.vn", "v=DMARC1; p=reject; adkim=s", PROVEN),
        ("a@moha.gov.vn", "moha.gov.vn", "v=DMARC1; p", PROVEN),  # a record written wrong is none
        ("a@hatinh.gov.vn", "moha.gov.vn", "v=DMARC1; p=reject", UNPROVEN),
        ("a@so-noi-vu.gov.vn", "noi-vu.gov.vn", "v=DMARC1; p=reject", UNPROVEN),
    ],
)
def test_alignment(dns: NameServer, sender: str, domain: str, policy: str, expected: OriginStatus) -> None:
    dns.add(f"k1._domainkey.{domain}", "TXT", *([] if domain == "moha.gov.vn" else [key_record()]))
    dns.records[("_dmarc.moha.gov.vn", "TXT")] = [policy]
    assert origin(signed(mail(sender=sender), domain=domain), dns).status is expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (f"v=spf1 ip4:{PEER} -all", PROVEN),
        ("v=spf1 include:_spf.moha.gov.vn -all", PROVEN),
        ("v=spf1 mx -all", PROVEN),
        ("v=spf1 a:mail.moha.gov.vn -all", PROVEN),
        ("v=spf1 ip4:113.160.9.0/24 -all", CONTRADICTED),
        ("v=spf1 ip4:113.160.9.0/24 ~all", CONTRADICTED),  # DMARC's word: p=reject, and nothing passed
        ("v=spf1 ip4:nonsense -all", CONTRADICTED),
    ],
)
def test_spf_of_the_server_that_brought_the_mail(dns: NameServer, record: str, expected: OriginStatus) -> None:
    dns.add("moha.gov.vn", "TXT", "another text", record)
    dns.add("_spf.moha.gov.vn", "TXT", "v=spf1 ip4:113.160.1.0/24 ?all")
    dns.add("moha.gov.vn", "MX", "10 mail.moha.gov.vn")
    dns.add("mail.moha.gov.vn", "A", PEER)
    found = origin(BY_SPF, dns)
    assert found.status is expected
    assert found.sealed == (("*",) if expected is PROVEN else ())


def test_spf_passed_for_another_domain_proves_nothing(dns: NameServer) -> None:
    dns.add("evil.example", "TXT", f"v=spf1 ip4:{PEER} -all")
    content = BY_SPF.replace(b"<ngtlan@moha.gov.vn>", b"<x@evil.example>", 1)
    found = origin(content, dns)
    assert found.status is CONTRADICTED and verdicts(found) == {"dmarc": "fail", "dkim": "none", "spf": "pass"}


def test_a_strict_policy_is_met_by_the_server_where_the_signature_does_not(dns: NameServer) -> None:
    dns.records[("_dmarc.moha.gov.vn", "TXT")] = ["v=DMARC1; p=reject; adkim=s; aspf=r"]
    dns.add("moha.gov.vn", "TXT", f"v=spf1 ip4:{PEER} -all")
    found = origin(signed(mail(PATH, HOP, sender="a@vp.moha.gov.vn")), dns)
    assert found.status is PROVEN and verdicts(found) == {"dmarc": "pass", "dkim": "pass", "spf": "pass"}


def test_an_spf_record_that_leads_ever_further_ends(dns: NameServer) -> None:
    for step in range(60):
        dns.add(f"s{step}.moha.gov.vn", "TXT", f"v=spf1 include:s{step + 1}.moha.gov.vn -all")
    dns.add("moha.gov.vn", "TXT", "v=spf1 include:s0.moha.gov.vn -all")
    found = origin(BY_SPF, dns)
    assert found.status is CONTRADICTED and verdicts(found)["spf"] == "permerror"
    assert len(dns.asked) < 20


@pytest.mark.parametrize("kind", ["failing", "silent", "slow"])
def test_trouble_of_the_dns_waits_and_becomes_unsure_at_last(dns: NameServer, kind: str) -> None:
    name = "k1._domainkey.moha.gov.vn"
    if kind == "slow":
        dns.slow[name] = 1.0
    else:
        getattr(dns, kind).add(name)
    with pytest.raises(DnsAway, match="1 questions without an answer"):
        origin(signed(MAIL), dns, may_wait=True)
    found = origin(signed(MAIL), dns)
    assert (found.status, found.sealed) == (UNSURE, ())
    assert "chưa hỏi được DNS" in found.reason
    dns.slow.clear(), dns.failing.clear(), dns.silent.clear()
    assert origin(signed(MAIL), dns, may_wait=True).status is PROVEN


def test_trouble_that_cannot_change_the_verdict_makes_nobody_wait(dns: NameServer) -> None:
    dns.failing.add("_dmarc.moha.gov.vn")
    assert origin(signed(MAIL), dns, may_wait=True).status is PROVEN
    # Below another name only a strict policy could refuse it: then the policy must be known.
    below = signed(mail(sender="a@vp.moha.gov.vn"))
    with pytest.raises(DnsAway):
        origin(below, dns, may_wait=True)
    assert origin(below, dns).status is UNSURE


def test_trouble_with_spf_is_trouble_and_no_refusal(dns: NameServer) -> None:
    dns.add("moha.gov.vn", "TXT", "v=spf1 include:_spf.moha.gov.vn -all")
    dns.failing.add("_spf.moha.gov.vn")
    with pytest.raises(DnsAway):
        origin(BY_SPF, dns, may_wait=True)
    assert origin(BY_SPF, dns).status is UNSURE


@pytest.mark.parametrize(
    "head",
    [
        b"X-A: b\rSubject: Khac\r\n",
        b"Subject : Khac\r\n",
        b" \r\n",
        b"X-A: b\r\r",
    ],
)
def test_a_header_that_programs_read_differently_proves_nothing(dns: NameServer, head: bytes) -> None:
    content = head + signed(MAIL)
    read = parse(content, Terms()).mail
    evidence = gather_evidence(Inquiry(content, "moha.gov.vn", AT), check_mail, DnsResolver(dns.settings))
    assert judge_origin(read, Word(check=True), evidence=evidence).status is not PROVEN


def test_arc_is_written_down_and_proves_nothing(dns: NameServer) -> None:
    import dkim  # type: ignore[import-untyped]

    from tests.builders.dkim_mail import private_key

    dns.add("k1._domainkey.list.example", "TXT", key_record())
    told = b"Authentication-Results: mx.list.example; dmarc=pass header.from=moha.gov.vn; arc=none\r\n" + MAIL
    chain = dkim.ARC(told).sign(b"k1", b"list.example", private_key(), b"mx.list.example", [b"from", b"subject"])
    found = origin(b"".join(chain) + told, dns)
    assert verdicts(found)["arc"] == "pass"
    assert found.status is UNPROVEN


def test_a_line_of_blanks_costs_no_time(dns: NameServer) -> None:
    import time

    long = mail(sender="ngtlan@moha.gov.vn", body="a" + " " * 400_000 + "b")
    began = time.perf_counter()
    small = signed(mail(sender="ngtlan@moha.gov.vn")).split(b"From:")[0]
    assert origin(small + long, dns).status is CONTRADICTED
    assert time.perf_counter() - began < 5


def test_a_domain_in_other_letters_is_asked_under_its_name_in_the_dns(dns: NameServer) -> None:
    name = "xn--oha-jed.gov.vn"
    dns.add(f"k1._domainkey.{name}", "TXT", key_record())
    read = parse(signed(MAIL, domain=name), Terms()).mail
    assert read.sender is not None
    odd = replace(read, sender=replace(read.sender, mailbox="a@мoha.gov.vn"))
    evidence = gather_evidence(
        Inquiry(signed(MAIL, domain=name), ascii_domain("мoha.gov.vn"), AT), check_mail, DnsResolver(dns.settings)
    )
    assert judge_origin(odd, Word(check=True), evidence=evidence).status is PROVEN
    real = replace(odd, sender=replace(read.sender, mailbox="a@moha.gov.vn"))
    assert judge_origin(real, Word(check=True), evidence=evidence).status is not PROVEN
