"""What a reader says is there. A reader never says whether it is a defect."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from casework.noun import Noun

__all__ = [
    "CONTAINERS",
    "ENCODINGS",
    "RASTERS",
    "SIGNATURE_FILES",
    "Anatomy",
    "Document",
    "EncodingCount",
    "Flaw",
    "FlawKind",
    "Item",
    "Line",
    "Mark",
    "MarkKind",
    "Media",
    "Picture",
    "Run",
    "Signature",
    "SignatureStatus",
    "Stamp",
    "StampKind",
    "Zone",
]

#: The encodings that letters can really be in. ``none`` is text without Vietnamese letters, ``unsure`` what no
#: reading explains.
ENCODINGS = (
    "unicode", "tcvn3", "vni", "vps", "viscii", "viqr", "cp1258",
    "bkhcm1", "bkhcm2", "vietware-f", "vietware-x", "none", "unsure",
)  # fmt: skip


#: Kinds of files that hold files. What is inside stands behind them in :attr:`casework.case.Case.documents`, each with
#: the container's path before its own; the container itself is judged as a file, but is never an item.
CONTAINERS = ("zip", "7z", "rar", "tar", "gz", "bz2", "xz", "tnef", "eml", "msg", "p7m")

#: Signatures that travel as files of their own: they are the proof, and nothing to prove.
SIGNATURE_FILES = ("p7s",)

#: Kinds of raster pictures that a page can show.
RASTERS = ("jpg", "png", "tif", "bmp", "gif", "webp", "img-gem")


class Zone(StrEnum):
    """Where on the sheet a line stands; marks are judged by place."""

    BODY = "body"
    TABLE = "table"
    HEADER = "header"
    FOOTER = "footer"
    TEXT_BOX = "text_box"
    NOTE = "note"  # footnotes, endnotes, comments
    METADATA = "metadata"  # title, subject, keywords of the file
    SUBJECT = "subject"
    FILE_NAME = "file_name"


class Run(Noun, frozen=True):
    """A stretch of one font and one encoding in one place (a paragraph, a PDF text object's line).

    ``raw`` is the text as stored, ``text`` as it reads (decoded, NFC). ``letters`` counts the Vietnamese letters
    beyond ASCII (in ``text``) on which the judgement rests. ``where`` is Vietnamese, relative to the document:
    “trang 2”, “đoạn 14”, “bảng 1, hàng 2, ô 3”, “trang tính “DS”, ô B7”. ``combining`` counts letters written with
    combining marks, ``look_alikes`` letters of another script or shape that pass for Vietnamese ones (Ð for Đ),
    ``private_use`` letters of the private use area that no font table explains.
    """

    where: str
    font: str
    encoding: str
    raw: str
    text: str
    letters: int = 0
    combining: int = 0
    look_alikes: int = 0
    private_use: int = 0


class Line(Noun, frozen=True):
    """One line or paragraph as a person reads it, decoded and NFC, in reading order.

    ``recognised`` is true for what text recognition (OCR) read off a picture of a page: it can name a recipient or
    show a mark, and proves nothing about encodings.
    """

    text: str
    where: str
    zone: Zone = Zone.BODY
    bold: bool = False
    column: int = 0  # 0 alone in its row, else 1, 2 … from left to right (table cells, page columns)
    recognised: bool = False


class MarkKind(StrEnum):
    SECRET = "secret"  # MẬT, TỐI MẬT, TUYỆT MẬT
    LIMIT = "limit"  # XEM XONG TRẢ LẠI, LƯU HÀNH NỘI BỘ …
    URGENCY = "urgency"  # HỎA TỐC, THƯỢNG KHẨN, KHẨN
    LIFTED = "lifted"  # GIẢI MẬT


class Mark(Noun, frozen=True):
    """A stamp-like mark found by place. ``sure`` is false where only the words are there and the place is doubtful."""

    kind: MarkKind
    text: str  # the mark itself in its canonical form, never its surroundings
    where: str
    zone: Zone
    sure: bool = True


class FlawKind(StrEnum):
    """Why a document could not be read as its name promises."""

    UNREADABLE = "unreadable"  # damaged: cannot be opened
    ENCRYPTED = "encrypted"
    NO_TEXT = "no_text"  # pages without a text layer
    NAME_DISAGREES = "name_disagrees"  # content is another kind than the name says
    NOT_READ_YET = "not_read_yet"  # a kind that this version recognises but cannot read
    NOT_RECOGNISED = "not_recognised"  # the workshop (OCR, LibreOffice, ffmpeg) is absent, failed, or may not be asked
    LIMIT = "limit"  # a bound was hit; ``detail`` names it
    MACRO = "macro"
    ACTIVE = "active"  # OLE packages, DDE, external templates, JavaScript or launch actions
    TRUNCATED = "truncated"  # a picture, sound or video that does not decode to its end
    WORKER = "worker"  # the sandbox worker died or ran out of time


class Flaw(Noun, frozen=True):
    kind: FlawKind
    detail: str = ""  # Vietnamese, for the letter
    where: str = ""


class Picture(Noun, frozen=True):
    where: str
    format: str
    width: int  # pixels
    height: int
    sheet_like: bool = False  # looks like a scanned page, not a photograph
    dpi: int | None = None  # as the file states it
    position: bool = False  # its EXIF says where it was taken


class Media(Noun, frozen=True):
    """Sound or video. ``whole`` is ``None`` where nobody has tried to play it to its end."""

    container: str  # mp4, matroska, mp3 …
    codecs: tuple[str, ...] = ()  # h264, aac …
    seconds: float | None = None
    width: int = 0  # pixels; 0 for sound
    height: int = 0
    whole: bool | None = None
    played: float | None = None  # seconds that really played, where somebody has tried


class StampKind(StrEnum):
    SEAL = "seal"  # the round red seal of an organisation
    HANDWRITING = "handwriting"  # a signature in blue ink


class Stamp(Noun, frozen=True):
    """What was stamped or written by hand on a scanned page: shown to a person, never proof by itself.

    ``left`` … ``bottom`` are shares (0–1) of the page's width and height from its upper left corner.
    """

    kind: StampKind
    where: str  # “trang 2”
    left: float
    top: float
    right: float
    bottom: float


class SignatureStatus(StrEnum):
    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"  # intact, chain or revocation not provable
    ALTERED = "altered"
    INVALID = "invalid"
    UNREADABLE = "unreadable"


class Signature(Noun, frozen=True):
    """A digital signature found in or beside a document."""

    kind: str  # pdf, ooxml, smime, p7s
    status: SignatureStatus
    signer: str = ""
    organisation: str = ""
    covers: str = "unknown"  # whole, part, unknown
    signed_at: datetime | None = None  # the trusted timestamp's, else what the signer claims
    reason: str = ""  # Vietnamese: why the status is what it is, for a clerk
    timestamped: bool = False  # ``signed_at`` is a trusted timestamp's
    claimed_at: datetime | None = None  # what the signer's machine said
    email: str = ""  # of the certificate, lower case
    unit: str = ""  # OU of the certificate
    certificate: str = ""  # SHA-256 of the signer's certificate, lower-case hex
    issuer: str = ""  # name of the authority that issued it
    serial: str = ""  # of the certificate, hex
    anchor: str = ""  # SHA-256 of the root that the chain ends in; empty where it ends in none of ours
    revocation: str = "none"  # where “not revoked” is known from: dss, crl, none
    personal: bool | None = None  # a person's certificate (True), an organisation's (False), not told (None)
    where: str = ""  # “trang 3”, where the signature is shown
    seal: str = ""  # names this one signature, a replay bears the same: SHA-256 (hex) of its value (of ECDSA, whose
    # values anybody can vary, of the signed attributes)
    # Of S/MIME alone, from header fields that stand inside what was signed (RFC 8551 section 3.1, RFC 9788):
    addressed_to: tuple[str, ...] | None = None  # To and Cc, lower case; ``None`` where no header was signed
    dated: datetime | None = None  # Date


class Item(StrEnum):
    """What the document is, from its content."""

    ARTICLE = "article"
    DOCUMENT = "document"  # an official document (văn bản)
    DRAFT = "draft"  # a draft legal document
    PICTURES = "pictures"
    MEDIA = "media"
    INVITATION = "invitation"


class EncodingCount(Noun, frozen=True):
    encoding: str
    letters: int


class Anatomy(Noun, frozen=True):
    """The boxes of an official document (Nghị định 30/2020/NĐ-CP, annex I). Empty where not found.

    ``recipients`` holds the items of Nơi nhận in NFC without dash and closing mark; ``None`` means that there is no
    Nơi nhận box, an empty tuple that the box is there with nothing in it. ``boxes`` names the boxes found
    (quoc_hieu, issuer, number, place_date, title, kinh_gui, noi_nhan, signer) and is what makes a document official;
    ``promulgated`` is the line “Ban hành kèm theo …” of a text that is issued with another one.
    """

    boxes: tuple[str, ...] = ()
    issuer: str = ""
    number: str = ""  # 668/QĐ-BNV
    place: str = ""
    issued_on: date | None = None
    kind: str = ""  # QUYẾT ĐỊNH, THÔNG BÁO, GIẤY MỜI …, "CÔNG VĂN" where untitled with Kính gửi or V/v
    abstract: str = ""  # trích yếu
    addressed_to: tuple[str, ...] = ()  # Kính gửi
    recipients: tuple[str, ...] | None = None
    recipients_where: str = ""
    signer: str = ""
    signer_title: str = ""  # with KT./TL./TUQ.


class Document(Noun, frozen=True):
    """One file, or the mail's own text (``kind`` = "body"), with the facts that rules judge.

    ``path`` is the way in: “thư › Ho_so.zip › bai.docx”. ``runs`` is ``None`` where there is no text layer, which is
    not the same as empty. ``size`` is in bytes, ``pages`` ``None`` where the format has none.
    """

    path: str
    name: str
    kind: str  # by content: docx, pdf, txt, jpg, png, tif, bmp, gif, doc, zip, … "unknown", "body"
    sha256: str
    size: int
    declared_type: str = ""
    runs: tuple[Run, ...] | None = None
    lines: tuple[Line, ...] = ()
    encodings: tuple[EncodingCount, ...] = ()
    pages: int | None = None
    pictures: tuple[Picture, ...] = ()
    media: Media | None = None
    stamps: tuple[Stamp, ...] = ()
    signatures: tuple[Signature, ...] = ()
    marks: tuple[Mark, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    anatomy: Anatomy = Anatomy()
    item: Item | None = None
    item_words: tuple[str, ...] = ()  # the words that led to it
    title: str = ""  # the headline of an article, the abstract of a document
    inline: bool = False  # shown inside the mail's HTML (a logo in a signature block), not sent as a file
    held_in: tuple[str, ...] = ()  # SHA-256 of the containers it lies in, outermost first: a path is only for people
    cut: bool = False  # a secrecy mark stands in the mail: only path, kind, size, hash and marks are left

    @property
    def text(self) -> str:
        """All lines, one a line, in reading order."""
        return "\n".join(line.text for line in self.lines)

    @property
    def is_file(self) -> bool:
        """True for what was sent as a file, false for the mail's own text and for inline decoration."""
        return self.kind != "body" and not self.inline
