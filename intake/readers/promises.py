"""What the name of a file, or the type that a mail gives it, promises about its content."""

from __future__ import annotations

__all__ = ["SCRIPTS", "declared_kinds", "promised_kinds"]

#: Extensions whose text a double click runs.
SCRIPTS = (
    "js", "jse", "vbs", "vbe", "vb", "wsf", "wsh", "hta", "bat", "cmd", "ps1", "psm1", "sh", "reg", "scf", "sct", "inf",
)  # fmt: skip
_PROGRAMS = ("exe", "scr", "com", "pif", "cpl", "dll", "sys")

#: Extension → the kinds that its content may be. An extension that is not here promises nothing.
_PROMISES: dict[str, tuple[str, ...]] = {
    "doc": ("doc", "rtf", "html", "mht", "word-xml"), "dot": ("doc",), "docx": ("docx",), "docm": ("docx",),
    "dotx": ("docx",), "xls": ("xls", "html", "mht", "excel-xml"), "xlsx": ("xlsx",), "xlsm": ("xlsx",),
    "ppt": ("ppt",), "pps": ("ppt",), "pptx": ("pptx",), "ppsx": ("pptx",), "pptm": ("pptx",), "odt": ("odt",),
    "ods": ("ods",), "odp": ("odp",), "rtf": ("rtf",), "wps": ("wps", "doc"), "wpd": ("wpd",), "one": ("one",),
    "pdf": ("pdf",), "xps": ("xps",), "oxps": ("xps",), "epub": ("epub",),
    "txt": ("txt", "html", "eml", "rtf", "script", "csv"), "text": ("txt",), "md": ("txt",),
    "csv": ("csv", "txt"), "tsv": ("csv", "txt"),
    "html": ("html", "txt"), "htm": ("html", "txt"), "xml": ("xml", "word-xml", "excel-xml", "txt"),
    "mht": ("mht", "eml"), "mhtml": ("mht", "eml"), "eml": ("eml", "txt", "mht"), "msg": ("msg",),
    "jpg": ("jpg",), "jpeg": ("jpg",), "jpe": ("jpg",), "jfif": ("jpg",), "png": ("png",), "tif": ("tif",),
    "tiff": ("tif",), "bmp": ("bmp",), "gif": ("gif",), "webp": ("webp",), "heic": ("heic",), "svg": ("svg",),
    "emf": ("emf",), "wmf": ("wmf",), "ico": ("ico",), "avif": ("avif",),
    "img": ("img-gem", "jpg", "png", "bmp", "disk-image", "gif", "tif"),
    "zip": ("zip",), "7z": ("7z",), "rar": ("rar",), "gz": ("gz",), "tgz": ("gz",), "tar": ("tar",), "bz2": ("bz2",),
    "tbz2": ("bz2",), "xz": ("xz",), "txz": ("xz",), "cab": ("cab",), "arj": ("arj",), "ace": ("ace",),
    "lzh": ("lzh",), "lha": ("lzh",), "jar": ("jar",), "apk": ("apk",), "dat": (), "chm": ("chm",), "lnk": ("lnk",),
    "url": ("url",), "msi": ("msi",), "vhd": ("disk-image",), "vhdx": ("disk-image",), "iso": ("disk-image",),
    "mp3": ("mp3",), "mp4": ("mp4", "mov", "3gp"), "m4v": ("mp4", "mov"), "m4a": ("m4a", "mp4"),
    "mov": ("mov", "mp4"), "3gp": ("3gp", "mp4"), "wav": ("wav",), "avi": ("avi",), "wmv": ("wmv",), "wma": ("wmv",),
    "aac": ("aac",), "amr": ("amr",), "mid": ("midi",), "mkv": ("mkv",), "webm": ("mkv",), "flv": ("flv",),
    "mpg": ("mpg",), "mpeg": ("mpg",), "ogg": ("ogg",), "ps": ("ps",), "psd": ("psd",),
    "p7s": ("p7s", "p7m", "unknown"), "p7m": ("p7m", "p7s"), "p7b": ("p7s",), "p7c": ("p7s",),
    **dict.fromkeys(_PROGRAMS, ("exe",)), **dict.fromkeys(SCRIPTS, ("script",)),
}  # fmt: skip

#: Type in the mail → an extension that promises the same. Every other type (application/octet-stream first of all, and
#: what a program without a table of types makes up) promises nothing.
_DECLARED = {
    "application/pdf": "pdf", "application/msword": "doc", "application/rtf": "rtf", "text/rtf": "rtf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.ms-excel": "xls", "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.oasis.opendocument.text": "odt", "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "image/jpeg": "jpg", "image/jpg": "jpg", "image/pjpeg": "jpg", "image/png": "png", "image/gif": "gif",
    "image/tiff": "tif", "image/bmp": "bmp", "image/webp": "webp", "text/plain": "txt", "text/html": "html",
    "application/zip": "zip", "application/x-zip-compressed": "zip", "application/x-rar-compressed": "rar",
    "application/vnd.rar": "rar", "application/x-7z-compressed": "7z",
}  # fmt: skip


def promised_kinds(name: str) -> tuple[str, ...]:
    """The kinds that the extension of ``name`` promises; empty where it promises nothing."""
    _, dot, extension = name.rstrip(" .").rpartition(".")
    return _PROMISES.get(extension.lower(), ()) if dot else ()


def declared_kinds(declared_type: str) -> tuple[str, ...]:
    """The kinds that a type in the mail promises; empty where it promises nothing.

    Only asked where the name promises nothing: mail programs look types up by the name, in tables of their own, and
    where name and content agree a wrong type is no fault of the sender's. Any picture is taken for any other, and a
    package of Office for the zip file that it is.
    """
    extension = _DECLARED.get(declared_type.lower())
    if extension is None:
        return ()
    if declared_type.lower().startswith("image/"):
        return (*_PICTURES, *_PROMISES[extension])
    return (*_PROMISES[extension], *_PACKAGES) if extension == "zip" else _PROMISES[extension]


_PICTURES = ("jpg", "png", "gif", "tif", "bmp", "webp", "heic", "avif", "svg", "emf", "wmf", "img-gem")
_PACKAGES = ("docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "xps")
