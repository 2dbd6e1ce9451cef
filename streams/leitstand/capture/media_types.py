"""Media types as a closed set: a subtype is free text otherwise."""

UNKNOWN = "application/octet-stream"

_KNOWN = frozenset(
    {
        "application/json",
        "application/msword",
        "application/pdf",
        "application/rtf",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/xml",
        "application/zip",
        "audio/aac",
        "audio/flac",
        "audio/m4a",
        "audio/mp3",
        "audio/mp4",
        "audio/mpeg",
        "audio/ogg",
        "audio/opus",
        "audio/pcm",
        "audio/wav",
        "audio/webm",
        "image/bmp",
        "image/gif",
        "image/heic",
        "image/jpeg",
        "image/png",
        "image/svg+xml",
        "image/tiff",
        "image/webp",
        "text/csv",
        "text/html",
        "text/markdown",
        "text/plain",
        "video/mp4",
        "video/mpeg",
        "video/quicktime",
        "video/webm",
    }
)


def media_type(text: str | None) -> str:
    """Return the type without its parameters if it is a known one."""
    name = (text or "").partition(";")[0].strip().lower()
    return name if name in _KNOWN else UNKNOWN
