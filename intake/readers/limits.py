"""How much of a stranger's bytes a reader takes before it stops and says so."""

from __future__ import annotations

from casework.noun import Noun

__all__ = ["Limits"]


class Limits(Noun, frozen=True):
    """Bounds of one mail and its parts. A bound that is hit becomes a flaw of kind LIMIT, never a silent cut."""

    bytes: int = 40 * 1024 * 1024  # of one part, as received
    zip_entries: int = 2_000  # of one zip package (docx, xlsx …)
    zip_ratio: int = 200  # unpacked bytes for one packed byte, over the whole package
    zip_bytes: int = 200 * 1024 * 1024  # unpacked bytes of one package, really counted
    xml_depth: int = 200  # nested elements
    pages: int = 600  # of one document
    objects: int = 400_000  # text objects of one pdf
    pdf_entries: int = 300_000  # numbered objects of one pdf
    pdf_stream_bytes: int = 64 * 1024 * 1024  # unpacked bytes of one stream of a pdf
    sheets: int = 1_000  # sheets of one workbook, slides of one presentation
    cells: int = 1_000_000  # cells of one workbook, empty ones too; strings that its cells share
    text_letters: int = 4_000_000  # letters of one document
    text_lines: int = 100_000  # lines of one document: what is done for each line must end too
    pixels: int = 40_000_000  # of one picture
    frames: int = 200  # pictures in one tif or gif
    pictures: int = 2_000  # pictures inside one document that are measured
    ole_entries: int = 10_000  # storages and streams of one OLE file (doc, xls, ppt, msg)
    doc_runs: int = 400_000  # stretches of one format, pieces of text or paragraphs of one Word 97–2003 file
    ole_bytes: int = 160 * 1024 * 1024  # bytes taken out of one OLE file, really counted
    xml_tags: int = 2_000_000  # tags of one web page or flat XML document
    rtf_tokens: int = 2_000_000  # words, braces and stretches of text of one rtf
    rtf_depth: int = 400  # groups within groups of one rtf
    container_entries: int = 1_000  # of all archives and attached mails of one mail together
    container_bytes: int = 200 * 1024 * 1024  # unpacked bytes of all of them together, really counted
    container_ratio: int = 200  # unpacked bytes for one packed byte, over the whole mail
    container_depth: int = 6  # archives within archives, attached mails counted
    converted_bytes: int = 12 * 1024 * 1024  # of our own Unicode copies that go out with one letter
    mime_depth: int = 20  # parts within parts of one mail
    mime_parts: int = 200  # of one mail
    header_bytes: int = 256 * 1024  # of one mail's header block
    seconds: float = 20.0  # of one mail: once they are spent no further file of it is opened
