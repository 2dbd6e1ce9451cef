"""Kinds of files by media type and by the ending of the name, in groups that a policy can name."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "audio": ("audio/*", ".mp3", ".m4a", ".wav", ".ogg", ".oga", ".opus", ".flac", ".aac", ".wma", ".amr"),
        "video": ("video/*", ".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".wmv"),
        "image": (
            "image/*", ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".svg",
        ),
        "archive": (
            "application/zip", "application/x-zip-compressed", "application/x-7z-compressed",
            "application/vnd.rar", "application/x-rar-compressed", "application/gzip", "application/x-gzip",
            "application/x-tar", "application/x-bzip2", "application/x-xz",
            ".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".iso",
        ),
        "executable": (
            "application/x-msdownload", "application/x-msdos-program", "application/x-executable",
            "application/vnd.microsoft.portable-executable", "application/x-sh", "application/x-bat",
            "application/java-archive", "application/x-msi",
            ".exe", ".dll", ".msi", ".bat", ".cmd", ".com", ".scr", ".ps1", ".vbs", ".jar", ".sh", ".apk",
        ),
        "spreadsheet": (
            "application/vnd.ms-excel", "application/vnd.ms-excel.sheet.macroenabled.12",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.oasis.opendocument.spreadsheet", "text/csv", "text/tab-separated-values",
            ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv",
        ),
        "text_document": (
            "application/pdf", "application/msword", "application/rtf", "text/plain", "text/rtf",
            "text/markdown", "application/vnd.oasis.opendocument.text",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ".pdf", ".doc", ".docx", ".docm", ".odt", ".rtf", ".txt", ".md",
        ),
        "presentation": (
            "application/vnd.ms-powerpoint", "application/vnd.oasis.opendocument.presentation",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            ".ppt", ".pptx", ".pptm", ".odp",
        ),
        "mail": ("message/rfc822", "application/vnd.ms-outlook", ".eml", ".msg", ".pst", ".mbox"),
        "database": (
            "application/vnd.sqlite3", "application/x-sqlite3", "application/x-msaccess", "application/sql",
            ".sqlite", ".db", ".mdb", ".accdb", ".sql", ".bak", ".dump",
        ),
    }
)  # fmt: skip
"""By name: media types (``image/*`` = all of that kind) and endings."""

LONGEST_ENDING = 10


def is_of(kind: str, pattern: str) -> bool:
    """Say whether a media type or an ending is what a policy's pattern means."""
    if pattern in GROUPS:
        return any(_is_one(kind, member) for member in GROUPS[pattern])
    return _is_one(kind, pattern)


def is_known(pattern: str) -> bool:
    """Say whether a pattern means something: a group, a media type or an ending."""
    return "/" in pattern or pattern.startswith(".") or pattern in GROUPS


def endings(file_names: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct endings of file names, lower case with the dot; no other part of them.

    A name without one has the ending ``.``, which no policy can name as allowed.
    """
    return tuple(dict.fromkeys(map(_ending, file_names)))


def _ending(name: str) -> str:
    stem, dot, ending = name.strip().rpartition(".")
    fits = dot and stem and ending.isalnum() and len(ending) <= LONGEST_ENDING
    return f".{ending.lower()}" if fits else "."


def _is_one(kind: str, member: str) -> bool:
    return kind.startswith(member[:-1]) if member.endswith("/*") else kind == member
