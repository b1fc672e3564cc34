"""`tiepnhan doctor --probe`: does the mail server strip, from outside mail, the words that we take for its own?

For each mailbox with ``trust.probe`` one mail goes by SMTP, as a stranger would send it, to the portal's address. It
bears the internal header and an ``Authentication-Results`` of the pinned server, both forged, and a random token. When
it has arrived it is read as any mail is: believing either word is red, for then anybody may be anybody.

The mail bears our own mark, an empty envelope sender and “Auto-Submitted”: the running service files it and answers
nobody.
"""

from __future__ import annotations

import secrets
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from casework.mail import Mail, OriginStatus
from casework.noun import replace
from frontdesk.colours import GREEN, RED, YELLOW, Check
from frontdesk.law_folder import open_regulations
from frontdesk.settings import DoorTrust, Settings
from intake.authenticity import Word, judge_origin
from intake.mailbox import MailboxSettings
from intake.mailbox_session import WIRE_ERRORS, MailboxSession
from intake.sandbox import Sandbox
from intake.terms import Terms
from notifier.message import OWN_MARK

__all__ = ["SENDER", "forged_mail", "probe_all"]

#: A name that can belong to nobody (RFC 2606): what is proven for it was forged.
SENDER = "probe@tiepnhan.invalid"
_SECONDS = 30.0  # for one word of the SMTP server
_BETWEEN = 2.0  # seconds between looks into the mailbox
_OUTSIDE = "Nếu máy chủ coi máy này là trong mạng nội bộ thì đặt trust.probe trỏ tới cửa mà thư từ ngoài thật sự đi qua"


def probe_all(
    settings: Settings, sandbox: Sandbox, *, patience: float = 60.0, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Check]:
    """One or more checks for each mailbox that takes a server's word; ``patience`` (seconds) is for the journey."""
    regulations = open_regulations(settings)
    for mailbox in settings.mailboxes:
        trust, subject = settings.trust(mailbox.name), f"thử giả mạo {mailbox.name}"
        if not (trust.authserv_id or trust.internal_header):
            continue
        if not trust.probe:
            words = 'chưa thử: đặt trust.probe = "máy-chủ:25", là cửa nhận thư từ ngoài của máy chủ thư'
            yield Check(YELLOW, subject, words)
            continue
        portal = regulations.portal(mailbox.portal).address if mailbox.portal else ""
        token = secrets.token_hex(16)
        refusal = _send(trust, portal or mailbox.user, token, settings.service.host)
        if refusal:
            words = (
                f"máy chủ {trust.probe} không nhận thư thử ({refusal}); chưa biết dấu giả có bị gỡ không. {_OUTSIDE}"
            )
            yield Check(YELLOW, subject, words)
            continue
        yield from _judged(settings, mailbox, trust, sandbox, _arrived(mailbox, token, patience, sleep))


def forged_mail(trust: DoorTrust, to: str, token: str, host: str) -> bytes:
    """The probe as it is handed to the server."""
    message = EmailMessage(policy=SMTP)
    if trust.authserv_id:
        forged = f"{trust.authserv_id}; dmarc=pass header.from=tiepnhan.invalid; spf=pass smtp.mailfrom={SENDER}"
        message["Authentication-Results"] = forged
    if trust.internal_header:
        name, _, value = trust.internal_header.partition("=")
        message[name.strip()] = value.strip() or "yes"
    message["From"] = SENDER
    message["To"] = to
    message["Subject"] = f"Tiepnhan doctor probe {token}"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<probe-{token}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message[OWN_MARK] = f"probe {token}"
    message.set_content(
        "Thư thử của lệnh tiepnhan doctor --probe, gửi như một người ngoài với dấu nội bộ giả.\n"
        "Không cần làm gì; có thể xóa thư này.\n"
    )
    return message.as_bytes()


def _send(trust: DoorTrust, to: str, token: str, host: str) -> str:
    """Hand the probe in without logging in; what the server said against it, or ""."""
    name, port = _host_and_port(trust.probe)
    try:
        with smtplib.SMTP(name, port, local_hostname=host, timeout=_SECONDS) as server:
            server.ehlo()
            if server.has_extn("starttls"):
                # As servers do between each other: encrypted where it can be, whatever the certificate says.
                server.starttls(context=_any_certificate())
                server.ehlo()
            server.sendmail("", [to], forged_mail(trust, to, token, host))
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return _said(code, said)
    except smtplib.SMTPResponseException as error:
        return _said(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return f"không gửi được: {error}"
    return ""


def _arrived(mailbox: MailboxSettings, token: str, patience: float, sleep: Callable[[float], None]) -> bytes | str:
    """The mail as it lies in the mailbox, or why it was not seen there."""
    end = time.monotonic() + patience
    while True:
        try:
            session = MailboxSession(mailbox)
            try:
                content = session.mail_with(token)
            finally:
                session.close()
        except WIRE_ERRORS as error:
            return f"không mở được hộp thư: {error}"
        if content is not None:
            return content
        if time.monotonic() > end:
            return (
                f"máy chủ nhận thư thử nhưng sau {patience:.0f} giây thư chưa có trong hộp thư (bị lọc, hay tới chậm?)"
            )
        sleep(_BETWEEN)


def _judged(
    settings: Settings, mailbox: MailboxSettings, trust: DoorTrust, sandbox: Sandbox, arrived: bytes | str
) -> Iterator[Check]:
    subject = f"thử giả mạo {mailbox.name}"
    if isinstance(arrived, str):
        yield Check(YELLOW, subject, f"{arrived}; chưa biết dấu giả có bị gỡ không")
        return
    terms = Terms(
        limits=settings.limits,
        authserv_id=trust.authserv_id,
        internal_header=trust.internal_header,
        own_domain=settings.service.host,
    )
    mail = sandbox.open_mail(arrived, terms).mail
    if mail.sender is None or mail.sender.mailbox != SENDER:
        yield Check(YELLOW, subject, "máy chủ đã đổi người gửi của thư thử; chưa biết dấu giả có bị gỡ không")
        return
    if trust.internal_header:
        yield _internal(subject, trust, mail)
    if trust.authserv_id:
        yield _results(subject, trust, mail)


def _internal(subject: str, trust: DoorTrust, mail: Mail) -> Check:
    name = trust.internal_header.partition("=")[0]
    origin = judge_origin(replace(mail, trusted_results=()), Word(internal_header=trust.internal_header))
    if origin.status is OriginStatus.PROVEN:
        words = (
            f"máy chủ để nguyên dấu nội bộ {name} trong thư từ ngoài: ai cũng mạo danh được. Bỏ internal_header khỏi "
            "config.toml cho tới khi máy chủ gỡ dấu này ở cửa nhận thư từ ngoài"
        )
        return Check(RED, subject, f"{words}. {_OUTSIDE}")
    return Check(GREEN, subject, f"dấu nội bộ {name} giả không còn được tin khi thư tới hộp thư")


def _results(subject: str, trust: DoorTrust, mail: Mail) -> Check:
    origin = judge_origin(replace(mail, internal_word=""), Word(authserv_id=trust.authserv_id))
    if origin.status is OriginStatus.PROVEN:
        words = (
            f"máy chủ để nguyên Authentication-Results giả mang tên {trust.authserv_id} trong thư từ ngoài: ai cũng "
            "mạo danh được. Bỏ authserv_id khỏi config.toml cho tới khi máy chủ gỡ dòng này ở cửa nhận thư từ ngoài"
        )
        return Check(RED, subject, f"{words}. {_OUTSIDE}")
    return Check(GREEN, subject, f"Authentication-Results giả mang tên {trust.authserv_id} không được tin")


def _host_and_port(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdigit():
        return address.strip("[]"), 25
    return host.strip("[]"), int(port)


def _any_certificate() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:300]
