"""What can go wrong while a page is answered, by what the application does next."""


class DashboardError(Exception):
    """Base of this part."""


class NotFoundError(DashboardError):
    """There is no such thing, or none that this reader may know of: the same answer for both."""


class ConflictError(DashboardError):
    """Somebody else was faster, or the state does not allow it: show the present state and why.

    ``text`` is a msgid for the reader, with its values beside it.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.values = values


class NoDataError(DashboardError):
    """The source of a page does not answer or holds nothing: say so, never show an old figure."""


class AccessNotRecordedError(DashboardError):
    """The look could not be written down: nothing may be shown."""


class AccountsError(DashboardError):
    """The accounts file is wrong; the message names the file and the field."""
