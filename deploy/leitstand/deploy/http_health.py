"""Is an HTTP server of ours well."""

import http.client
from urllib.parse import urlsplit


def answers(url: str, timeout_s: float = 0.9) -> bool:
    """Tell whether a GET of ``url`` (http only) is answered with 2xx or 3xx; never raises.

    It speaks to the address as given: no proxy of the environment, no redirect.
    """
    parts = urlsplit(url)
    try:
        link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout_s)
        try:
            link.request("GET", parts.path or "/")
            return 200 <= link.getresponse().status < 400
        finally:
            link.close()
    except (OSError, http.client.HTTPException):
        return False
