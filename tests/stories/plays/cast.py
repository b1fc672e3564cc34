"""The people of the plays, and the pieces that they send."""

from __future__ import annotations

from tests.builders.mail import File
from tests.frontdesk.office import news

__all__ = [
    "BICH",
    "BINH",
    "CCHC",
    "DUC",
    "DUNG",
    "HA",
    "HOC",
    "HUNG",
    "KHANH",
    "LAN",
    "LONG",
    "MINH",
    "NGA",
    "NGOC",
    "PHUONG",
    "TRANG",
    "piece",
]

CCHC = "Vụ Cải cách hành chính"
LAN, HUNG = "lan.nt@cchc.moha.gov.vn", "hung.tv@cchc.moha.gov.vn"  # liaison and head of the Vụ
NGOC = "ngoc.pt@cchc.moha.gov.vn"  # of its staff
BICH = "bich.lt@cchc.moha.gov.vn"  # its deputy head, whom nobody has entered yet
MINH, HA = "minh.lq@vanphong.moha.gov.vn", "ha.pt@vanphong.moha.gov.vn"  # liaison and head of Văn phòng Bộ
DUC = "duc.nm@ttcntt.moha.gov.vn"  # liaison of a unit that two people may speak for:
KHANH, TRANG = "khanh.lq@ttcntt.moha.gov.vn", "trang.ht@ttcntt.moha.gov.vn"
PHUONG, BINH = "phuong.dt@isos.moha.gov.vn", "binh.nv@isos.moha.gov.vn"  # staff and head at the Institute
NGA = "nga.ht@sonoivu.hatinh.gov.vn"
LONG, DUNG = "long.pv@sonoivu.hungyen.gov.vn", "dung.nq@sonoivu.hungyen.gov.vn"
HOC = "danghoc.ctv@gmail.com"  # collaborator of their unit


def piece(title: str, *more: str, name: str = "Tin.docx") -> File:
    """A short piece of news with nothing wrong in it."""
    return File(name, news(title, *more))
