"""The units as systemd itself judges them: silent verification, exposure of the daemon at most 2.0."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parent.parent.parent / "systemd"
EXPOSURE = re.compile(r"Overall exposure level for \S+: ([\d.]+)")


@pytest.fixture()
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("systemd-analyze is missing: apt-get install systemd")
        pytest.skip("SKIPPED, NOT TESTED: systemd-analyze is missing; the units were not verified")
    return found


@pytest.fixture()
def units(tmp_path: Path) -> Path:
    """The units with a program that exists on this machine, since verify looks for the executable."""
    for unit in (*UNITS.glob("*.service"), *UNITS.glob("*.timer"), *UNITS.glob("*.socket")):
        text = re.sub(r"/opt/tiepnhan/\.venv/bin/\w+", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(text)
    return tmp_path


def test_every_unit_verifies_in_silence(analyze: str, units: Path) -> None:
    names = sorted(str(u) for u in units.iterdir())
    assert [Path(n).name for n in names] == [
        "tiepnhan-backup.service",
        "tiepnhan-backup.timer",
        "tiepnhan-workshop.service",
        "tiepnhan-workshop.socket",
        "tiepnhan.service",
    ]
    done = subprocess.run([analyze, "verify", *names], capture_output=True, text=True, check=False)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "tiepnhan" in line]
    assert (done.returncode, ours) == (0, [])


def test_a_misspelt_directive_is_noticed(analyze: str, units: Path) -> None:
    unit = units / "tiepnhan.service"
    unit.write_text(unit.read_text().replace("NoNewPrivileges=yes", "NoNewPriviledges=yes"))
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert "NoNewPriviledges" in done.stdout + done.stderr


@pytest.mark.parametrize("unit", ["tiepnhan.service", "tiepnhan-workshop.service"])
def test_what_runs_all_day_is_exposed_at_most_2_0(analyze: str, unit: str) -> None:
    done = subprocess.run(
        [analyze, "security", "--offline=true", "--no-pager", str(UNITS / unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    level = EXPOSURE.search(done.stdout)
    assert level is not None, done.stdout + done.stderr
    assert float(level[1]) <= 2.0
