"""An empty folder becomes today's schema, and the schema is what the migrations make."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from casework.errors import ConfigurationError, StorageError
from store.migrations import REVISIONS
from store.schema import metadata
from store.upgrade import configuration, upgrade
from tests.store.builders import open_ledger

ROOT = Path(__file__).parents[2]


def test_the_revisions_named_are_the_scripts_in_their_order() -> None:
    scripts = ScriptDirectory.from_config(configuration())
    found = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS


def test_migrations_make_exactly_the_schema(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'm.sqlite'}")
    with engine.begin() as connection:
        upgrade(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    made = _shape(tmp_path / "m.sqlite")
    direct = create_engine(f"sqlite:///{tmp_path / 'd.sqlite'}")
    metadata.create_all(direct)
    assert {k: v for k, v in made.items() if k != "alembic_version"} == _shape(tmp_path / "d.sqlite")


def test_migrations_go_down_again(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'm.sqlite'}")
    with engine.begin() as connection:
        upgrade(connection)
        command.downgrade(configuration(connection), "base")
    assert set(_shape(tmp_path / "m.sqlite")) == {"alembic_version"}


def test_a_ledger_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    open_ledger(tmp_path / "l").close()
    with sqlite3.connect(tmp_path / "l" / "ledger.sqlite") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match=r"9999.*newer"):
        open_ledger(tmp_path / "l")


def test_two_first_starts_at_once_make_one_ledger(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.store.builders import open_ledger;"
        "l = open_ledger(Path(sys.argv[1])); print(l.key.hex()); l.close()"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "l")], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    keys = {process.communicate(timeout=60)[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0, 0]
    assert len(keys) == 1


def test_the_promises_of_the_database_are_on(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l") as ledger, ledger._db.write("look") as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10000,
        "secure_delete": 1,
    }


def test_another_database_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="SQLite"):
        open_ledger(tmp_path / "l", url="postgresql://db/ledger")


def test_a_key_of_the_wrong_size_is_refused(tmp_path: Path) -> None:
    open_ledger(tmp_path / "l").close()
    key = tmp_path / "l" / "key"
    assert oct(key.stat().st_mode)[-3:] == "600"
    key.write_bytes(b"short")
    with pytest.raises(StorageError, match="32 bytes expected, got 5"):
        open_ledger(tmp_path / "l")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "l").mkdir()
    (tmp_path / "l" / "ledger.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError, match="not a database"):
        open_ledger(tmp_path / "l")


def _shape(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Tables with their columns and indexes as SQLite itself sees them."""
    shape: dict[str, list[tuple[object, ...]]] = {}
    with sqlite3.connect(path) as raw:
        for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"):
            columns = raw.execute(f"PRAGMA table_info('{table}')").fetchall()
            indexes = raw.execute(
                "SELECT name, sql FROM sqlite_master WHERE type='index' AND tbl_name=? ORDER BY name", (table,)
            ).fetchall()
            keys = sorted(row[2:5] for row in raw.execute(f"PRAGMA foreign_key_list('{table}')"))
            shape[table] = [*columns, *indexes, *keys]
    return shape
