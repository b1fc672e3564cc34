"""What a program reads of our verbs: the JSON of `tiepnhan check`, as DESIGN's contract lays it down, and of lists."""

from __future__ import annotations

import msgspec

from casework.case import Case
from casework.document import Document
from casework.noun import Noun

__all__ = ["CheckReport", "json_line", "report_of"]


class FindingReport(Noun, frozen=True, omit_defaults=False):
    code: str
    verdict: str
    severity: str
    where: str
    message: str
    fix: str
    citation: str


class SignatureReport(Noun, frozen=True, omit_defaults=False):
    kind: str
    signer: str
    status: str
    covers: str
    signed_at: str | None


class DocumentReport(Noun, frozen=True, omit_defaults=False):
    path: str
    kind: str
    sha256: str
    size: int
    pages: int | None
    encodings: dict[str, int]
    item: str | None
    recipients: tuple[str, ...]
    signatures: tuple[SignatureReport, ...]


class CheckReport(Noun, frozen=True, omit_defaults=False):
    """One path, as it was typed. Of a mail with a secrecy mark nothing but kinds, sizes and hashes is in it."""

    path: str
    portal: str
    mail_class: str
    disposition: str | None
    findings: tuple[FindingReport, ...]
    documents: tuple[DocumentReport, ...]


def json_line(value: Noun) -> str:
    """One line of JSON with every field, those that stand at their default too: a reader need not know defaults."""
    return msgspec.json.encode(msgspec.structs.asdict(value)).decode()


def report_of(case: Case, path: str) -> CheckReport:
    """The report on one walked case; ``path`` is the argument that the caller typed."""
    findings = tuple(
        FindingReport(
            code=f.code,
            verdict=f.verdict.value,
            severity=f.severity.value,
            where=f.where,
            message=f.message,
            fix=f.fix,
            citation=f.citation,
        )
        for f in case.findings or ()
    )
    return CheckReport(
        path=path,
        portal=case.portal,
        mail_class=case.mail_class.value,
        disposition=case.decision.disposition.value if case.decision else None,
        findings=findings,
        documents=tuple(_document(d) for d in case.documents if d.kind != "body"),
    )


def _document(document: Document) -> DocumentReport:
    return DocumentReport(
        path=document.path,
        kind=document.kind,
        sha256=document.sha256,
        size=document.size,
        pages=document.pages,
        encodings={count.encoding: count.letters for count in document.encodings},
        item=document.item.value if document.item else None,
        recipients=document.anatomy.recipients or (),
        signatures=tuple(
            SignatureReport(
                kind=s.kind,
                signer=s.signer,
                status=s.status.value,
                covers=s.covers,
                signed_at=s.signed_at.isoformat() if s.signed_at else None,
            )
            for s in document.signatures
        ),
    )
