"""One official paper in every format that has letters: its head with a mark under the number, prose, and a word that is
planted wherever the format can hide one (properties, notes, comments, hidden cells, alternative text).

``PAPERS[kind](paper)`` gives (file name, bytes). The letters of head and mark may be stored in a legacy encoding under
a font of its family.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from xml.sax.saxutils import escape

from tests.builders import doc, docx, odf, pdf, ppt, pptx, rtf, web, xls, xlsx

__all__ = ["PAPERS", "Paper"]


class Paper(NamedTuple):
    """``lines`` stand one below the other: issuer, number, the mark, Quốc hiệu, title; then ``prose``. All of them are
    stored as they are given, in ``font``. ``word`` is planted in properties, notes and comments."""

    lines: tuple[str, ...]
    prose: tuple[str, ...]
    font: str = "Times New Roman"
    word: str = "x"
    stamp: str = ""  # stands in a text box or a header instead of among the lines


def _docx(paper: Paper) -> bytes:
    head = [docx.paragraph(line, font=paper.font) for line in paper.lines]
    body = [docx.paragraph(line, font=paper.font) for line in paper.prose]
    hidden = docx.paragraph(docx.run(f"ẩn {paper.word}", properties="<w:vanish/>"))
    boxes = [docx.paragraph(docx.text_box(docx.paragraph(paper.stamp, font=paper.font)))] if paper.stamp else []
    picture = docx.Raw(
        f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="{escape(paper.word)}" '
        f'descr="ảnh {escape(paper.word)}"/></wp:inline></w:drawing></w:r></w:p>'
    )
    return docx.build_docx(
        [*boxes, *head, *body, hidden, picture],
        footnotes=[f"Chú thích {paper.word}"],
        core={"title": f"Bản {paper.word}", "subject": paper.word, "keywords": paper.word, "creator": paper.word},
    )


def _docx_table(paper: Paper) -> bytes:
    rows = [[docx.paragraph(line, font=paper.font)] for line in paper.lines]
    body = [docx.paragraph(line, font=paper.font) for line in paper.prose]
    header = [docx.paragraph(paper.stamp, font=paper.font)] if paper.stamp else []
    return docx.build_docx([docx.table(rows), *body], header=header, core={"title": paper.word})


def _doc(paper: Paper) -> bytes:
    paragraphs = [doc.para(doc.run(line, doc.fonts(1))) for line in (*paper.lines, *paper.prose)]
    headers = {1: [doc.para(doc.run(paper.stamp, doc.fonts(1)))]} if paper.stamp else None
    return doc.build_doc(
        paragraphs, fonts=("Times New Roman", paper.font), headers=headers,
        footnotes=[[doc.para(f"Chú thích {paper.word}")]], comments=[[doc.para(f"Ghi chú {paper.word}")]],
    )  # fmt: skip


def _rtf(paper: Paper) -> bytes:
    head = [rtf.para(line, font=paper.font) for line in (*paper.lines, *paper.prose)]
    boxes = [rtf.text_box(rtf.para(paper.stamp, font=paper.font))] if paper.stamp else []
    info = {"title": f"Ban {paper.word}", "subject": paper.word, "keywords": paper.word}
    return rtf.build_rtf([*boxes, *head], footnotes=[f"Chú thích {paper.word}"], info=info)


def _odt(paper: Paper) -> bytes:
    style = odf.font_style("L", paper.font)
    lines = [odf.para(line, style="L") for line in (*paper.lines, *paper.prose)]
    boxes = [odf.para(odf.text_box(odf.para(paper.stamp, style="L")))] if paper.stamp else []
    return odf.build_odt([*boxes, *lines], styles=style, meta={"dc:title": f"Bản {paper.word}"})


def _fodt(paper: Paper) -> bytes:
    style = odf.font_style("L", paper.font)
    header = [odf.para(paper.stamp, style="L")] if paper.stamp else []
    lines = [odf.para(line, style="L") for line in (*paper.lines, *paper.prose, f"Bản {paper.word}")]
    return odf.build_flat(lines, styles=style, header=header)


def _html(paper: Paper) -> bytes:
    lines = "".join(
        f"<p class=MsoNormal><span style='font-family:\"{paper.font}\"'>{escape(line)}</span></p>"
        for line in (*paper.lines, *paper.prose)
    )
    box = f"<p style='font-family:\"{paper.font}\"'>{web.vml_box(escape(paper.stamp))}</p>" if paper.stamp else ""
    hidden = f"<!-- {escape(paper.word)} --><p style='display:none'>ẩn {escape(paper.word)}</p>"
    return web.word_page(box + lines + hidden, title=f"Bản {paper.word}")


def _mht(paper: Paper) -> bytes:
    return web.build_mht(_html(paper))


def _pdf(paper: Paper) -> bytes:
    lines = [*((paper.stamp,) if paper.stamp else ()), *paper.lines, *paper.prose]
    texts = [pdf.Text(80, 790 - 22 * row, line[:95], paper.font.replace(" ", "")) for row, line in enumerate(lines)]
    return pdf.build_pdf([texts], title=f"Bản {paper.word}")


def _xlsx(paper: Paper) -> bytes:
    lines = (*paper.lines, *paper.prose)
    cells: dict[str, xlsx.Value] = {f"A{row}": xlsx.Styled(line, paper.font) for row, line in enumerate(lines, 1)}
    hidden = xlsx.Sheet("Ẩn", {"B2": f"ô ẩn {paper.word}"}, state="hidden")
    shown = xlsx.Sheet(
        f"DS {paper.word}"[:31], cells, header=f'&C&"{paper.font},Bold"{paper.stamp}' if paper.stamp else "",
        comments={"C3": f"Ghi chú {paper.word}"},
    )  # fmt: skip
    return xlsx.build_xlsx([shown, hidden], core={"title": f"Bản {paper.word}"})


def _xls(paper: Paper) -> bytes:
    cells = {f"A{row}": line for row, line in enumerate((*paper.lines, *paper.prose), 1)}
    boxes = [((paper.stamp, paper.font),)] if paper.stamp else []
    shown = xls.Sheet("DS", cells, font=paper.font, boxes=boxes, notes={"C3": f"Ghi chú {paper.word}"})
    return xls.build_xls([shown, xls.Sheet("An", {"B2": f"o an {paper.word}"}, hidden=True)])


def _ods(paper: Paper) -> bytes:
    rows = "".join(
        '<table:table-row><table:table-cell office:value-type="string" table:style-name="L">'
        f"<text:p>{escape(line)}</text:p></table:table-cell></table:table-row>"
        for line in (*paper.lines, *paper.prose, f"Bản {paper.word}")
    )
    return odf.build_ods({"DS": rows}, styles=odf.font_style("L", paper.font, family="table-cell"))


def _pptx(paper: Paper) -> bytes:
    shapes = "".join(pptx.shape(line, font=paper.font) for line in (*paper.lines, *paper.prose))
    return pptx.build_pptx([pptx.Slide(shapes, notes=f"Ghi chú {paper.word}", comment=f"Góp ý {paper.word}")])


def _ppt(paper: Paper) -> bytes:
    texts = [ppt.Text(line, runs=[(line, paper.font)]) for line in (*paper.lines, *paper.prose)]
    return ppt.build_ppt(
        [ppt.Slide(texts, notes=f"Ghi chú {paper.word}", comment=f"Góp ý {paper.word}")], other=paper.font
    )


def _csv(paper: Paper) -> bytes:
    return "\r\n".join(f'"{line}",""' for line in (*paper.lines, *paper.prose, paper.word)).encode()


def _txt(paper: Paper) -> bytes:
    return "\r\n".join((*paper.lines, *paper.prose, f"Bản {paper.word}")).encode()


PAPERS: dict[str, Callable[[Paper], bytes]] = {
    "docx": _docx, "docx-table": _docx_table, "doc": _doc, "rtf": _rtf, "odt": _odt, "fodt": _fodt, "html": _html,
    "mht": _mht, "pdf": _pdf, "xlsx": _xlsx, "xls": _xls, "ods": _ods, "pptx": _pptx, "ppt": _ppt, "csv": _csv,
    "txt": _txt,
}  # fmt: skip
