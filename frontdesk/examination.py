"""The doctor's checks. Each looks at one thing and says in words what is wrong and what to do next."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from casework.errors import TiepnhanError
from frontdesk.colours import GREEN, RED, YELLOW, Check
from frontdesk.examination_people import directory_checks
from frontdesk.examination_trust import trust_checks
from frontdesk.house import open_ledger
from frontdesk.law_folder import regulations_folder
from frontdesk.machine_clock import synchronised
from frontdesk.regulations import load
from frontdesk.settings import Settings
from intake.clamd import ScannerAway
from intake.clamd import probe as probe_clamd
from intake.dns import AnswerState, DnsResolver, Question
from intake.mailbox import probe as probe_mailbox
from intake.sandbox import Sandbox
from intake.workshop.client import Workshop, WorkshopFailed
from notifier.postman import probe as probe_smtp
from store.ledger import Ledger
from store.records import HoldAge
from store.shelf import newest

__all__ = ["RED", "ROOMS", "Check", "examine_all", "strangers"]

ROOMS = ("casework", "intake", "validators", "routing", "notifier", "store", "frontdesk")


def strangers() -> tuple[str, ...]:
    """Rooms whose code is not ours: a distribution of the same name was installed beside us."""
    home = Path(__file__).resolve().parent.parent
    return tuple(
        f"{room} ({module.__file__})"
        for room in ROOMS
        if (module := importlib.import_module(room)).__file__ is None
        or not Path(module.__file__).resolve().is_relative_to(home)
    )


def examine_all(settings: Settings, *, offline: bool = False) -> Iterator[Check]:
    """Every check, cheapest first; one that fails does not stop the next."""
    yield _names()
    yield _clock(settings)
    yield from _regulations(settings)
    yield from trust_checks(settings, datetime.now(UTC))
    yield _disk(settings)
    yield from _sandbox()
    yield from _workshop(settings)
    yield _scanner(settings)
    yield from _doors(settings, offline=offline)
    yield from _outgoing(settings, offline=offline)
    try:
        ledger = open_ledger(settings)
    except TiepnhanError as error:
        yield Check(RED, "sổ", str(error))
        return
    yield from _people(settings, ledger)
    yield from _ledger(ledger)
    yield _backup(settings)


def _names() -> Check:
    found = strangers()
    if found:
        return Check(
            RED,
            "tên gói",
            f"mã của người khác nằm dưới tên của ta: {', '.join(found)}. Dựng lại .venv bằng make install",
        )
    return Check(GREEN, "tên gói", "các phòng đều là mã của Tiếp nhận")


def _clock(settings: Settings) -> Check:
    now, copy = datetime.now(UTC), newest(settings.path(settings.store.backup))
    if copy is not None and copy > now:
        words = (
            f"đang là {now:%d/%m/%Y %H:%M} UTC, sớm hơn bản sao lưu mới nhất ({copy:%d/%m/%Y %H:%M} UTC). Đặt lại giờ"
        )
        return Check(RED, "đồng hồ", f"{words}: thời hạn và ngày trong thư đều tính theo giờ máy")
    if synchronised():
        return Check(GREEN, "đồng hồ", f"{now:%d/%m/%Y %H:%M} UTC, có dịch vụ giờ giữ đúng")
    words = "hệ điều hành không xác nhận giờ được đồng bộ. Xem timedatectl, bật systemd-timesyncd hoặc chrony"
    return Check(YELLOW, "đồng hồ", f"{now:%d/%m/%Y %H:%M} UTC; {words}")


def _regulations(settings: Settings) -> Iterator[Check]:
    try:
        regulations = load(regulations_folder(settings))
    except TiepnhanError as error:
        yield Check(RED, "quy định", str(error))
        return
    yield Check(GREEN, "quy định", f"{len(regulations.portals)} cổng hợp lệ")
    served = {getattr(m, "portal", "") for m in settings.mailboxes} | {
        getattr(m, "portal", "") for m in settings.maildirs
    }
    for portal in regulations.portals:
        if portal.id in served or settings.listeners:
            for entry in portal.addresses_to_set:
                if entry not in {given.of for given in settings.addresses}:
                    yield Check(
                        YELLOW,
                        f"địa chỉ {entry}",
                        "chưa đặt trong [addresses] của config.toml; tới khi đó người quản trị nhận thay",
                    )


def _disk(settings: Settings) -> Check:
    folder = settings.path(settings.store.folder)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // 1048576
    if free < settings.store.free_mark_mb:
        return Check(
            RED,
            "ổ đĩa",
            f"còn {free} MB, dưới mức {settings.store.free_mark_mb} MB: không nhận thư. Dọn ổ hoặc chuyển kho",
        )
    return Check(GREEN, "ổ đĩa", f"còn {free} MB")


def _sandbox() -> Iterator[Check]:
    sandbox = Sandbox(workers=1, seconds=20, memory_mb=768)
    try:
        status = sandbox.status
    finally:
        sandbox.close()
    if status.problem:
        yield Check(RED, "hộp cát", f"không mở được tiến trình đọc thư: {status.problem}")
    for name, locked in (("seccomp", status.seccomp), ("Landlock", status.landlock)):
        if locked:
            yield Check(GREEN, f"hộp cát {name}", "đã khóa")
        else:
            yield Check(YELLOW, f"hộp cát {name}", f"nhân hệ điều hành này không có {name}; các lớp khóa khác vẫn giữ")


def _scanner(settings: Settings) -> Check:
    if not settings.clamd.configured:
        words = "chưa đặt [clamd] trong config.toml: thư không được quét vi-rút trước khi vào hàng đợi"
        return Check(YELLOW, "quét vi-rút", words)
    try:
        return Check(GREEN, "quét vi-rút", probe_clamd(settings.clamd))
    except ScannerAway as error:
        words = f"{error}. Xem dịch vụ clamav-daemon; tới khi đó thư chờ, sau {settings.clamd.patience_minutes} phút"
        return Check(RED, "quét vi-rút", f"{words} thì chuyển người trực bảo mật")


def _workshop(settings: Settings) -> Iterator[Check]:
    """The workshop's socket answers, and each of its programs is there."""
    name, path = "xưởng đọc", settings.workshop.socket
    if not path:
        words = (
            "chưa có: bản quét, tệp Word 6/95, âm thanh, video không được đọc mà chờ người xem. Bật: systemctl enable "
            "--now tiepnhan-workshop.socket, rồi đặt socket trong [workshop] của config.toml"
        )
        yield Check(YELLOW, name, words)
        return
    try:
        with Workshop(path) as workshop:
            told = workshop.tell()
    except WorkshopFailed as failed:
        words = "tới khi mở lại, bản quét chờ người xem. Xem: systemctl status tiepnhan-workshop.socket"
        yield Check(RED, name, f"{path}: {failed}; {words}")
        return
    yield Check(GREEN, name, f"trả lời tại {path}")
    for program, there, package in (
        ("tesseract (nhận dạng chữ)", bool(told.tesseract), "tesseract-ocr"),
        ("dữ liệu tiếng Việt của tesseract", told.vietnamese, "tesseract-ocr-vie"),
        ("LibreOffice", bool(told.office), "libreoffice-writer libreoffice-calc libreoffice-impress"),
        ("ffmpeg", bool(told.ffmpeg), "ffmpeg"),
    ):
        if not there:
            yield Check(YELLOW, name, f"máy chưa cài {program}: apt-get install --no-install-recommends {package}")


def _doors(settings: Settings, *, offline: bool) -> Iterator[Check]:
    if not (settings.mailboxes or settings.listeners or settings.maildirs):
        yield Check(RED, "cửa nhận", "config.toml không có [[mailbox]], [[listener]] hay [[maildir]] nào")
    for door in settings.doors:
        trust = door.trust
        if not (trust.authserv_id or trust.internal_header or trust.check or trust.assume_authenticated):
            yield Check(
                YELLOW,
                f"cửa {door.name}",
                "không tin lời máy chủ nào về người gửi: mọi thư sẽ bị giữ (SND301). Đặt trust.authserv_id, "
                "trust.internal_header hoặc trust.check",
            )
    if offline:
        return
    if any(door.trust.check for door in settings.doors):
        yield _name_servers(settings)
    for mailbox in settings.mailboxes:
        problem = probe_mailbox(mailbox)
        yield Check(RED if problem else GREEN, f"hộp thư {mailbox.name}", problem or "đăng nhập được, thấy thư mục")


def _name_servers(settings: Settings) -> Check:
    """The DNS answers at all; what it says of a name of ours does not matter."""
    (answer,) = DnsResolver(settings.dns).ask((Question(settings.service.host, "A"),))
    servers = ", ".join(settings.dns.servers) or "/etc/resolv.conf"
    if answer.state is not AnswerState.AWAY:
        return Check(GREEN, "DNS", f"trả lời ({servers})")
    words = (
        f"{servers} không trả lời: thư ở cửa có trust.check phải chờ, sau {settings.dns.patience_minutes:g} phút thì "
        "bị giữ (SND301). Xem [dns] servers và IPAddressAllow= của dịch vụ"
    )
    return Check(RED, "DNS", words)


def _outgoing(settings: Settings, *, offline: bool) -> Iterator[Check]:
    if settings.outgoing.smtp is None:
        yield Check(YELLOW, "gửi thư", "thư chỉ được ghi thành tệp .eml, không gửi đi (chưa có [outgoing.smtp])")
        return
    if not offline:
        problem = probe_smtp(settings.outgoing.smtp.settings())
        yield Check(RED if problem else GREEN, "gửi thư", problem or "máy chủ SMTP nhận kết nối có mã hóa")


def _ledger(ledger: Ledger) -> Iterator[Check]:
    stuck = ledger.stuck()
    if stuck:
        numbers = ", ".join(str(s.job.receipt.id) for s in stuck)
        yield Check(RED, "thư kẹt", f"{len(stuck)} thư chờ người quản trị: {numbers}. Xem: tiepnhan replay")
    for balance in ledger.balance():
        colour = GREEN if balance.whole else RED
        yield Check(
            colour,
            f"cân sổ {balance.portal}",
            f"nhận {balance.received}, đã có kết cục hoặc đang xử lý {balance.accounted}",
        )
    yield from _holds(ledger.holds_by_age(datetime.now(UTC)))
    for alarm in ledger.open_alarms():
        words = f"{alarm.text} (xử lý xong mà còn hiện: tiepnhan replay --seen {alarm.kind})"
        yield Check(RED, f"báo động {alarm.kind}", words)


def _people(settings: Settings, ledger: Ledger) -> Iterator[Check]:
    try:
        portals = load(regulations_folder(settings)).portals
    except TiepnhanError:
        return  # said above
    served = {door.portal for door in (*settings.mailboxes, *settings.maildirs)}
    here = tuple(p for p in portals if p.id in served or settings.listeners)
    yield from directory_checks(ledger.directory(), here, datetime.now(UTC))


def _holds(ages: Sequence[HoldAge]) -> Iterator[Check]:
    """Every hold has an owner; here they are counted by age, and old ones are to be looked at."""
    for portal in sorted({age.portal for age in ages}):
        steps = [age for age in ages if age.portal == portal]
        words = "; ".join(
            f"từ {age.days} ngày: {age.count}" if age.days else f"dưới 1 ngày: {age.count}" for age in steps
        )
        old = any(age.days >= 7 for age in steps)
        yield Check(YELLOW if old else GREEN, f"hồ sơ chờ {portal}", words)


def _backup(settings: Settings) -> Check:
    at = newest(settings.path(settings.store.backup))
    if at is None:
        return Check(YELLOW, "sao lưu", "chưa có bản nào; chạy tiepnhan backup (668/15.2: hằng ngày)")
    if datetime.now(UTC) - at > timedelta(hours=26):
        return Check(RED, "sao lưu", f"bản mới nhất từ {at:%d/%m/%Y %H:%M} UTC, quá một ngày (668/15.2)")
    return Check(GREEN, "sao lưu", f"bản mới nhất lúc {at:%d/%m/%Y %H:%M} UTC")
