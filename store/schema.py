"""The tables. Portable: no type, default or index that only one database has.

``store/migrations`` makes them; a test compares both. Foreign keys stand where a row without its parent would be a
lie; ``document``, ``finding``, ``event`` are kept for good, ``job`` rows go when the work is done. One module, longer
than others, because a schema is read as one sheet.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    TIMESTAMP,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

__all__ = [
    "Instant",
    "adoption",
    "alarm",
    "asked",
    "blob_task",
    "cases",
    "conversion",
    "digest_mark",
    "directory_change",
    "directory_version",
    "document",
    "event",
    "finding",
    "history_move",
    "job",
    "lane",
    "late_fact",
    "ledger_mark",
    "metadata",
    "outbox",
    "person",
    "quarantine",
    "receipt",
    "rejection",
    "revision",
    "seal",
    "slow_use",
]


class Instant(TypeDecorator[datetime]):
    """An aware instant. SQLite keeps UTC text of one width, so that text order is time order and a person can read
    it; PostgreSQL keeps ``timestamptz``. Naive values are refused with :class:`ValueError`."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant without time zone cannot be kept: {value.isoformat()}")
        instant = value.astimezone(UTC)
        return instant if dialect.name == "postgresql" else instant.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        return datetime.fromisoformat(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _serial() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _text(name: str, *, length: int | None = None) -> Column[str]:
    return Column(name, String(length) if length else Text, nullable=False, server_default="")


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean(create_constraint=False), nullable=False, server_default=text("0"))


# sqlite_autoincrement: a number once given is never given again, not even after the row went; a receipt's number may
# stand in a case's reference and a job's number is part of its fence.
receipt = Table(
    "receipt",
    metadata,
    _serial(),
    _text("portal", length=64),
    _text("transport_key"),
    _text("door", length=16),
    _text("door_name"),
    Column("received_at", Instant, nullable=False),
    _text("envelope_from"),
    _text("envelope_to"),
    _flag("before"),
    _text("sha256", length=64),
    _text("identity", length=64),
    _count("size"),
    Column("recorded_at", Instant, nullable=False),
    Column("first_id", Integer, ForeignKey("receipt.id"), nullable=True),  # a duplicate names the first
    _text("outcome", length=32),  # a disposition, a mail class, "duplicate", "before"; empty: in progress
    _text("note"),
    Column("decided_at", Instant, nullable=True),
    _text("case_ref", length=64),
    _count("revision"),
    UniqueConstraint("portal", "transport_key"),
    Index("ix_receipt_transport_key", "transport_key"),
    Index("ix_receipt_sha256", "sha256"),
    Index("ix_receipt_case", "case_ref"),
    Index("ix_receipt_recorded_at", "portal", "recorded_at"),
    Index(
        "uq_receipt_first",
        "portal",
        "identity",
        unique=True,
        sqlite_where=text("first_id IS NULL"),
        postgresql_where=text("first_id IS NULL"),
    ),
    Index("ix_receipt_first_id", "first_id"),
    sqlite_autoincrement=True,
)

job = Table(
    "job",
    metadata,
    _serial(),
    Column("receipt_id", Integer, ForeignKey("receipt.id"), nullable=False),
    _text("kind", length=16),
    _text("case_ref", length=64),
    _flag("known"),  # the sender stood in the directory when the mail came
    _text("lane", length=32),
    _count("turn"),
    _text("state", length=16),  # open, stuck
    Column("ready_at", Instant, nullable=False),  # not before; of a leased job the end of its lease
    _count("tries"),
    _count("failures"),
    _text("worker"),
    _text("error"),
    _flag("slow"),  # waits for the workshop (OCR, LibreOffice, ffmpeg) and is claimed by the slow lane's worker alone
    Index("ix_job_next", "state", "known", "turn", "id"),
    Index("ix_job_receipt", "receipt_id"),
    Index("ix_job_case", "case_ref"),
    sqlite_autoincrement=True,
)

#: The last turn given to each sender (a hash of the address, never the address), and the two clocks.
lane = Table(
    "lane",
    metadata,
    Column("lane", String(32), primary_key=True),
    Column("turn", Integer, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("ref", String(64), primary_key=True),
    _text("portal", length=64),
    _count("revision"),
    _text("state", length=16),
    _text("disposition", length=16),
    _text("mail_class", length=16),
    _flag("secret"),
    Column("receipt_id", Integer, ForeignKey("receipt.id"), nullable=False),  # of the newest mail
    Column("received_at", Instant, nullable=False),
    _text("title"),
    _text("item", length=16),
    _text("sender"),
    _text("unit"),
    _text("column_id", length=64),
    _text("column_name"),
    _text("desk", length=64),
    Column("due", Instant, nullable=True),
    _text("derivation"),
    _flag("urgent"),
    Column("reminders", JSON, nullable=False),
    _text("main_sha256", length=64),
    _text("claimed_by"),
    _text("awaiting_who", length=16),
    _text("awaiting_owner"),
    _text("awaiting_what"),
    _text("awaiting_outcome"),
    Column("awaiting_leaders", JSON, nullable=False),
    Column("waiting_since", Instant, nullable=True),
    Column("remind_at", Instant, nullable=True),
    Column("last_day", Instant, nullable=True),
    _flag("reassigned"),  # by a person: later walks keep desk and column
    _text("published_url"),
    _text("published_by"),
    Column("published_at", Instant, nullable=True),
    _text("published_sha256", length=64),
    Column("changed_at", Instant, nullable=False),
    Index("ix_cases_queue", "state", "portal", "desk"),
    Index("ix_cases_main", "portal", "main_sha256"),
    Index("ix_cases_published", "portal", "published_sha256"),
    Index("ix_cases_remind_at", "remind_at"),
)


def _ref() -> Column[str]:
    return Column("ref", String(64), ForeignKey("cases.ref"), nullable=False)


revision = Table(
    "revision",
    metadata,
    _serial(),
    _ref(),
    Column("revision", Integer, nullable=False),
    Column("receipt_id", Integer, ForeignKey("receipt.id"), nullable=False),
    _text("kind", length=16),
    _text("disposition", length=16),
    Column("decided_at", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),  # zlib over msgpack of the whole Case
    UniqueConstraint("ref", "revision"),
    Index("ix_revision_receipt", "receipt_id"),
)

finding = Table(
    "finding",
    metadata,
    _serial(),
    _ref(),
    Column("revision", Integer, nullable=False),
    _text("code", length=16),
    _text("verdict", length=16),
    _text("severity", length=16),
    _text("place"),
    _text("message"),
    Index("ix_finding_case", "ref", "revision"),
    Index("ix_finding_code", "code"),
)

document = Table(
    "document",
    metadata,
    _serial(),
    _ref(),
    Column("revision", Integer, nullable=False),
    _text("path"),
    _text("kind", length=32),
    _text("sha256", length=64),
    _count("size"),
    _flag("main"),
    Index("ix_document_case", "ref", "revision"),
    Index("ix_document_sha256", "sha256"),
)

event = Table(
    "event",
    metadata,
    _serial(),
    _ref(),
    Column("at", Instant, nullable=False),
    _text("by"),
    _text("what", length=32),
    _text("detail"),
    Index("ix_event_case", "ref"),
)

#: Confirmations and rulings that came after a walk; the next walk finds them on the case.
late_fact = Table(
    "late_fact",
    metadata,
    _serial(),
    _ref(),
    _text("kind", length=16),  # confirmation, ruling
    Column("at", Instant, nullable=False),
    _text("by"),
    Column("body", LargeBinary, nullable=False),  # msgpack
    Index("ix_late_fact_case", "ref"),
)

rejection = Table(
    "rejection",
    metadata,
    _serial(),
    _ref(),
    Column("revision", Integer, nullable=False),
    _text("portal", length=64),
    Column("decided_at", Instant, nullable=False),
    _text("sender"),
    _text("unit"),
    _text("title"),
    Column("codes", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
    _text("disposition", length=16),
    Index("ix_rejection_decided_at", "decided_at"),
    Index("ix_rejection_case", "ref", "revision"),
)

#: One row for every change that could alter an answer about a main file; its number is the history's version.
history_move = Table(
    "history_move",
    metadata,
    _serial(),
    _text("portal", length=64),
    _text("sha256", length=64),
    _text("ref", length=64),
    Index("ix_history_move_file", "portal", "sha256", "id"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    _serial(),
    _text("case_ref", length=64),
    _text("portal", length=64),
    _text("name", length=32),
    _text("to"),
    _text("envelope_from"),
    _text("message_id"),
    _text("token", length=64),
    Column("wire", LargeBinary, nullable=False),
    _text("state", length=16),
    _count("tries"),
    _text("worker"),
    Column("created_at", Instant, nullable=False),
    Column("next_try", Instant, nullable=False),  # of a leased letter the end of its lease
    Column("sent_at", Instant, nullable=True),
    _text("last_error"),
    _text("same_key"),
    UniqueConstraint("message_id", "to"),
    Index("ix_outbox_next", "state", "next_try"),
    Index("ix_outbox_case", "case_ref"),
    Index("ix_outbox_token", "token"),
    Index("ix_outbox_to", "to", "sent_at"),
    sqlite_autoincrement=True,
)

directory_version = Table(
    "directory_version",
    metadata,
    _serial(),
    Column("at", Instant, nullable=False),
    _text("by"),
    _count("people"),
    sqlite_autoincrement=True,
)

person = Table(
    "person",
    metadata,
    _serial(),
    Column("version", Integer, ForeignKey("directory_version.id"), nullable=False),
    _text("address"),
    _text("name"),
    _text("unit"),
    _text("role", length=16),
    Column("portals", JSON, nullable=False),
    _text("telephone"),
    Column("since", Instant, nullable=True),
    Column("until", Instant, nullable=True),
    _text("function"),
    Column("fields", JSON, nullable=False, server_default="[]"),
    _text("certificate", length=64),
    Index("ix_person_address", "version", "address"),
)

#: Each single change of the directory, for good: who changed whom, from what to what.
directory_change = Table(
    "directory_change",
    metadata,
    _serial(),
    Column("version", Integer, ForeignKey("directory_version.id"), nullable=False),
    Column("at", Instant, nullable=False),
    _text("by"),
    _text("kind", length=16),  # added, changed, removed, moved (a leader's new address)
    _text("address"),
    _text("unit"),
    _text("before"),  # the entry as a line of CSV; empty where there was none
    _text("after"),
    _text("reason"),
    Index("ix_directory_change_address", "address"),
)

adoption = Table(
    "adoption",
    metadata,
    Column("door_name", String(255), primary_key=True),
    _text("boundary"),
    Column("adopted_at", Instant, nullable=True),
)

digest_mark = Table(
    "digest_mark",
    metadata,
    Column("desk", String(255), primary_key=True),
    _text("key"),
    Column("at", Instant, nullable=False),
)

alarm = Table(
    "alarm",
    metadata,
    _serial(),
    _text("kind"),
    _text("text"),
    Column("since", Instant, nullable=False),
    Column("closed_at", Instant, nullable=True),
    Index("ix_alarm_open", "closed_at", "kind"),
)

#: Secret mail: where it lies. The record stays after the bytes are destroyed.
quarantine = Table(
    "quarantine",
    metadata,
    Column("receipt_id", Integer, ForeignKey("receipt.id"), primary_key=True, autoincrement=False),
    _text("ref", length=64),
    _text("portal", length=64),
    _text("sha256", length=64),
    _text("identity", length=64),
    Column("at", Instant, nullable=False),
    Column("destroyed_at", Instant, nullable=True),
    _text("destroyed_by"),
    _text("reason"),
    Index("ix_quarantine_identity", "identity"),
    Index("ix_quarantine_sha256", "sha256"),
    Index("ix_quarantine_ref", "ref"),
)

#: A file operation that was decided in a transaction and follows it; repeated at start until it is done.
blob_task = Table(
    "blob_task",
    metadata,
    Column("sha256", String(64), primary_key=True),
    _text("action", length=16),  # quarantine, destroy
)

#: Single facts about this ledger: whether letters are parked, when it was restored.
ledger_mark = Table(
    "ledger_mark",
    metadata,
    Column("name", String(64), primary_key=True),
    _text("value"),
)

#: Our own Unicode copies that went out with a letter: a reply that brings one back is known by its hash.
conversion = Table(
    "conversion",
    metadata,
    Column("portal", String(64), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    _text("original", length=64),
    _text("name"),
    _count("size"),
    Column("made_at", Instant, nullable=False),
)

#: What each confirmation request asked about, item by item: an answer speaks of what its letter showed.
asked = Table(
    "asked",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("portal", length=64),
    _text("leader"),
    Column("ref", String(64), ForeignKey("cases.ref"), nullable=False),
    _count("revision"),
    Column("files", JSON, nullable=False),  # SHA-256 of each file shown
    Column("expires_at", Instant, nullable=False),
    Index("ix_asked_ref", "ref"),
)

#: What names one signed message however it is sent again (casework.authority.seals_of).
seal = Table(
    "seal",
    metadata,
    Column("portal", String(64), primary_key=True),
    Column("seal", String(400), primary_key=True),
    Column("receipt_id", Integer, ForeignKey("receipt.id"), primary_key=True, autoincrement=False),
    _text("ref", length=64),
)

#: What the slow lane has spent on one sender (a hash of the address, never the address) on one day in Vietnam.
slow_use = Table(
    "slow_use",
    metadata,
    Column("lane", String(32), primary_key=True),
    Column("day", String(10), primary_key=True),  # ISO 8601
    _count("milliseconds"),
    _count("pages"),
)
