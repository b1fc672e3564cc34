"""The workshop under what its unit forbids: LibreOffice, tesseract and ffmpeg all work there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.readers.limits import Limits
from intake.scans.render import draw_page
from intake.workshop.client import Workshop
from tests.builders.sheets import as_jpeg, decision
from tests.systemd.confine import ROOT, UNIT
from tests.systemd.test_hardening import Confined, confined
from tests.wire.tools import require

pytestmark = pytest.mark.timeout(300)

SERVICE = UNIT.with_name("tiepnhan-workshop.service")
RTF = rb"{\rtf1\ansi{\fonttbl{\f0\froman .VnTime;}}\f0 C\'e9ng h\'dfa x\'b7 h\'e9i}"

__all__ = ["confined"]


@pytest.fixture()
def workshop(confined: Confined) -> Iterator[Workshop]:
    """The server with the socket that systemd would hand over."""
    path = confined.state / "w.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(path))
        door.listen(4)
        start = f"exec 3<&0 0</dev/null; export LISTEN_FDS=1 LISTEN_PID=$$; exec {sys.executable} -m intake.workshop"
        command = confined.command("/bin/bash", "-c", start, unit=SERVICE)
        with (confined.state / "log").open("wb") as log:
            server = subprocess.Popen(
                command, cwd=ROOT, stdin=door, stdout=log, stderr=log, env=os.environ | {"PYTHONPATH": str(ROOT)}
            )
        try:
            yield Workshop(str(path))
        finally:
            server.terminate()
            server.wait(15)


def test_every_program_works_under_the_unit(workshop: Workshop) -> None:
    for program in ("soffice", "tesseract", "ffmpeg"):
        require(program)
    if Path(__file__).resolve().is_relative_to("/tmp"):
        # PrivateTmp would hide the checkout itself, and LibreOffice needs a /tmp that can be written.
        pytest.skip("NOT PROVEN: a checkout below /tmp cannot be run under the unit's PrivateTmp; clone it elsewhere")
    made = workshop.to_office(RTF, "rtf", "fodt", 90)
    assert "Céng hßa" in made.decode()
    page = draw_page(as_jpeg(decision()), "jpg", 1, 200, Limits())
    assert any("QUYẾT ĐỊNH" in line.text for line in workshop.recognise(page, 90).lines)
    media, _ = workshop.look_at_media(_sound(), "wav", 30)
    assert media.whole is True


def _sound() -> bytes:
    from tests.intake.workshop.test_media import _sound as sound

    return sound(1.0)


def test_the_unit_has_no_network_and_sees_nothing_of_ours() -> None:
    unit = SERVICE.read_text("utf-8")
    assert "PrivateNetwork=yes" in unit and "RestrictAddressFamilies=AF_UNIX\n" in unit
    assert "-/var/lib/tiepnhan -/etc/tiepnhan" in unit and "LoadCredential" not in unit
    assert Path(SERVICE).with_suffix(".socket").read_text("utf-8").count("SocketMode=0660") == 1
