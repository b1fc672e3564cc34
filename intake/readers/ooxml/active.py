"""What a Word, Excel or PowerPoint package would run or fetch when it is opened.

Macros, controls, embedded files that run, links of DDE, and targets on other machines that Office fetches by itself:
templates, linked objects, frames, linked workbooks, web queries. Not counted are ordinary hyperlinks, a template by its
path on the sender's own disk, embedded sheets, documents and formulas, and linked pictures (a linked picture shows a
server who opens the document, but runs nothing and stands in many honest files).
"""

from __future__ import annotations

from casework.document import Flaw, FlawKind
from intake.readers.embedded import flaws_of_object
from intake.readers.limits import Limits
from intake.readers.ole.compound import Refused as OleRefused
from intake.readers.ole.compound import open_compound
from intake.readers.ole.macros import has_macros
from intake.readers.ooxml.package import Package
from intake.readers.outside import is_network

__all__ = ["active_content"]

#: Kinds of relation that Office follows by itself (folded), and what the letter calls them.
_FETCHED = {
    "attachedtemplate": "mẫu (template) lấy từ mạng",
    "oleobject": "đối tượng OLE lấy từ mạng",
    "package": "tệp nhúng lấy từ mạng",
    "frame": "khung trang lấy từ mạng",
    "subdocument": "tài liệu con lấy từ mạng",
    "afchunk": "đoạn tài liệu lấy từ mạng",
    "control": "điều khiển lấy từ mạng",
    "externallink": "liên kết tới bảng tính trên máy khác",
    "externallinkpath": "liên kết tới bảng tính trên máy khác",
    "externallinklongpath": "liên kết tới bảng tính trên máy khác",
    "mailmergesource": "dữ liệu trộn thư lấy từ mạng",
    "mailmergeheadersource": "dữ liệu trộn thư lấy từ mạng",
    "slideupdateurl": "trang chiếu lấy từ mạng",
}
_OBJECTS = frozenset({"oleobject", "package"})
_MACROS = frozenset({"vbaproject"})
_CONTROLS = frozenset({"control", "activexcontrolbinary"})


def active_content(package: Package, limits: Limits) -> tuple[Flaw, ...]:
    """Flaws of the kinds MACRO and ACTIVE, each once, with a noun for the letter. A part that cannot be read is passed
    over where it is damaged (the reader says so) and raises :class:`Refused` where a bound is hit."""
    names = list(package.names)
    objects = {name for name in names if "/embeddings/" in name}
    macros = {name for name in names if name.endswith("vbaproject.bin")}
    controls = {name for name in names if "/activex/" in name}
    flaws: dict[Flaw, None] = {}
    for name in names:
        if not name.endswith(".rels"):
            continue
        for relation in package.relations(name.replace("_rels/", "").removesuffix(".rels")).values():
            kind = relation.kind.casefold()
            if relation.external:
                if kind in _FETCHED and is_network(relation.target):
                    flaws[Flaw(FlawKind.ACTIVE, _FETCHED[kind])] = None
            elif package.has(relation.target):
                for kinds, parts in ((_OBJECTS, objects), (_MACROS, macros), (_CONTROLS, controls)):
                    if kind in kinds:
                        parts.add(relation.target.casefold())
    if any(_runs(package.read(name), limits) for name in sorted(macros)):
        flaws[Flaw(FlawKind.MACRO, "tệp có macro")] = None
    if controls:
        flaws[Flaw(FlawKind.ACTIVE, "điều khiển ActiveX")] = None
    for name in sorted(objects):
        flaws.update(dict.fromkeys(flaws_of_object(package.read(name) or b"", limits)))
    flaws.update(dict.fromkeys(_workbook(package, names)))
    return tuple(flaws)


def _runs(project: bytes | None, limits: Limits) -> bool:
    """Whether a project of macros holds code, or cannot be shown to hold none."""
    try:
        return has_macros(open_compound(project or b"", limits))
    except OleRefused:
        return True


def _workbook(package: Package, names: list[str]) -> list[Flaw]:
    """DDE links and web queries, which have no relation of their own."""
    flaws: list[Flaw] = []
    for name in names:
        if "/externallinks/" in name and name.endswith(".xml"):
            root = package.tree(name)
            if root is not None and next(root.iter("{*}ddeLink"), None) is not None:
                flaws.append(Flaw(FlawKind.ACTIVE, "liên kết DDE gọi chương trình khác"))
        elif name.endswith("/connections.xml"):
            root = package.tree(name)
            found = () if root is None else root.iter("{*}webPr")
            if any(is_network(query.get("url", "")) for query in found):
                flaws.append(Flaw(FlawKind.ACTIVE, "dữ liệu lấy từ mạng (web query)"))
    return flaws
