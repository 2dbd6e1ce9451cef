"""How the SDK fails, where it is told to: never by default."""


class SdkError(Exception):
    """Base of everything that the SDK raises. Carries no content, no names."""


class SettingsError(SdkError):
    """The set-up is wrong; the text says what and how to mend it."""


class TooManyWaitingError(SdkError):
    """So much waits to be written that no more is taken, or the recorder is closed."""


class NotRecordedError(SdkError):
    """An interaction could not be recorded, and ``on_refusal`` is ``raise``.

    ``reason`` is a :class:`leitstand.capture.Refusal`'s value, or the class of a fault of ours;
    ``remedy`` is for people.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"not recorded ({reason}): {remedy}")
