"""DMARC (RFC 7489): the policy of From's domain, and whether what passed is aligned as it asks. Inside the sandbox.

Only authheaders' reading of the record is taken. Its own judgement is not: it reads no domain with a hyphen, and of
several signatures only the first.
"""

from __future__ import annotations

from collections.abc import Sequence

from authheaders.dmarc_lookup import DMARCException, lookup_receiver_record  # type: ignore[import-untyped]

from casework.mail import OriginCheck
from intake.authenticity.answers import Away, Missing, Table
from intake.authenticity.dkim_reading import shown_answer
from intake.authenticity.domains import is_aligned, organisation

__all__ = ["check_dmarc"]

_RECORD = b"v=DMARC1"


def check_dmarc(domain: str, checks: Sequence[OriginCheck], table: Table, spf_known: bool) -> OriginCheck | None:
    """DMARC's verdict on ``checks`` (DKIM and SPF); ``None`` where the policy is still missing in ``table``.

    ``spf_known``: SPF could be asked. Where it could not, nobody can say that DMARC has failed.
    """
    try:
        name, record = _record(domain, table)
    except Missing:
        return None
    except Away:
        return OriginCheck("dmarc", "temperror", domain, "chưa hỏi được DNS")
    except DMARCException:
        return OriginCheck("dmarc", "none", domain, "bản ghi DMARC viết sai, coi như không có (RFC 7489, 6.6.3)")
    if not record or "p" not in record:
        return OriginCheck("dmarc", "none", domain, "tên miền không công bố DMARC")
    strict = {"dkim": record.get("adkim", "r") == "s", "spf": record.get("aspf", "r") == "s"}
    passed = [
        check
        for check in checks
        if check.verdict == "pass" and check.method in strict
        and is_aligned(check.domain, domain, strict=strict[check.method])
    ]  # fmt: skip
    answer = table.used(f"_dmarc.{name}")
    detail = f"header.from={domain} {shown_answer(answer)}" if answer else f"header.from={domain}"
    return OriginCheck("dmarc", "pass" if passed else _unpassed(domain, checks, spf_known), domain, detail)


def _unpassed(domain: str, checks: Sequence[OriginCheck], spf_known: bool) -> str:
    """The verdict where nothing passed as the policy asks. What passed but for a strict policy has failed."""
    if any(check.verdict == "temperror" for check in checks if check.method in ("dkim", "spf")):
        return "temperror"
    too_lax = any(check.verdict == "pass" and is_aligned(check.domain, domain) for check in checks)
    return "fail" if spf_known or too_lax else "none"


def _record(domain: str, table: Table) -> tuple[str, dict[str, str]]:
    """The record of From's domain, else of its organisation, and where it lies."""
    organisations = organisation(domain)
    if organisations != domain:
        table.ask(f"_dmarc.{domain}")
        table.ask(f"_dmarc.{organisations}")

    def text(name: str) -> str | None:
        values = [value for value in table.find(name) if value.startswith(_RECORD)]
        return values[0].decode("ascii", "replace") if len(values) == 1 else None

    own = dict(lookup_receiver_record(domain, text))
    if own or organisations == domain:
        return domain, own
    return organisations, dict(lookup_receiver_record(organisations, text))
