"""What was last said to whom: digests and alarms. Without it a repeated tick would say everything again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from store.part import Part
from store.records import Alarm, DigestMark
from store.schema import alarm, digest_mark
from store.sheets import short

__all__ = ["NoticesPart"]


class NoticesPart(Part):
    """Digest memory and alarms."""

    def last_digest(self, desk: str) -> DigestMark | None:
        """What the desk was last sent, and when."""
        with self._db.read("look for the last digest") as connection:
            row = connection.execute(select(digest_mark).where(digest_mark.c.desk == desk)).first()
        return DigestMark(desk=desk, key=row.key, at=row.at) if row is not None else None

    def desk_digest_sent(self, desk: str, key: str, at: datetime) -> None:
        """The desk was sent a digest whose content has the fingerprint ``key``."""
        with self._db.write("note a digest") as connection:
            connection.execute(delete(digest_mark).where(digest_mark.c.desk == desk))
            connection.execute(insert(digest_mark), {"desk": desk, "key": key, "at": at})

    def alarm(self, kind: str, text: str) -> bool:
        """Raise an alarm; False where one of this kind with this text stands open (it was told already)."""
        standing = select(alarm.c.id).where(
            alarm.c.kind == kind, alarm.c.text == short(text), alarm.c.closed_at.is_(None)
        )
        with self._db.read("look for an alarm") as connection:  # asked at every tick: no need to stand in line
            if connection.execute(standing).first() is not None:
                return False
        with self._db.write("raise an alarm") as connection:
            if connection.execute(standing).first() is not None:
                return False
            connection.execute(insert(alarm), {"kind": kind, "text": short(text), "since": self._clock()})
            return True

    def open_alarms(self) -> tuple[Alarm, ...]:
        """Alarms that nobody closed, oldest first."""
        with self._db.read("read the alarms") as connection:
            rows = connection.execute(select(alarm).where(alarm.c.closed_at.is_(None)).order_by(alarm.c.id)).all()
        return tuple(Alarm(kind=row.kind, text=row.text, since=row.since) for row in rows)

    def close_alarm(self, kind: str) -> int:
        """What caused the alarms of this kind is over. Returns how many were open."""
        open_one = select(alarm.c.id).where(alarm.c.kind == kind, alarm.c.closed_at.is_(None)).limit(1)
        with self._db.read("look for an alarm") as connection:
            if connection.execute(open_one).first() is None:
                return 0
        with self._db.write("close an alarm") as connection:
            standing = update(alarm).where(alarm.c.kind == kind, alarm.c.closed_at.is_(None))
            return connection.execute(standing.values(closed_at=self._clock())).rowcount
