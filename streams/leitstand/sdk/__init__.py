"""The SDK: a program records its own use of AI, and is never the worse for it.

    import leitstand.sdk as leitstand

    client = leitstand.instrument(openai.OpenAI(), application="buero-chat")

``leitstand`` itself is a namespace that five source folders share. It can hold no function: a file
that defined one would hide all its parts. So the SDK is imported under that name. See docs/sdk.md.
"""

from leitstand.capture import Observed
from leitstand.sdk.clients import is_instrumented, uninstrument
from leitstand.sdk.contexts import context
from leitstand.sdk.default import instrument, recorder, status
from leitstand.sdk.errors import NotRecordedError, SdkError, SettingsError
from leitstand.sdk.recording import Recorder
from leitstand.sdk.said import observed
from leitstand.sdk.settings import OnRefusal, Settings
from leitstand.sdk.tally import Status
from leitstand.sdk.trying import initialise

__all__ = [
    "NotRecordedError",
    "Observed",
    "OnRefusal",
    "Recorder",
    "SdkError",
    "Settings",
    "SettingsError",
    "Status",
    "context",
    "initialise",
    "instrument",
    "is_instrumented",
    "observed",
    "recorder",
    "status",
    "uninstrument",
]
