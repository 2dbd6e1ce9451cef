"""What can go wrong with a case, by what the caller does next. No message carries content."""


class CasesError(Exception):
    """Base of everything that this part raises."""


class CaseNotFoundError(CasesError):
    """There is no such case in this tenant: show "not found"."""


class StepRefusedError(CasesError):
    """The workflow has no such step from the present state: load the case again and look.

    Also when somebody else was faster.
    """


class RoleRefusedError(CasesError):
    """The role has no business with a case of this route: refuse, and log the refusal."""


class IncompleteStepError(CasesError):
    """A reason or a comment is missing, or the reason does not fit: ask for it again."""


class StoreUnavailableError(CasesError):
    """The database does not answer or is locked: try the same again later."""


class StoreOutdatedError(CasesError):
    """The tables are not those of this version: run the migrations, then start again."""
