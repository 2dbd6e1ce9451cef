"""Before a prompt leaves the house: the same policy as afterwards, and what follows from it.

Needs the register (for certificates: the register key) and nothing that opens or names anybody.
Nothing of it is kept: where recording is suspended a prompt is checked without a trace.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from leitstand.policy import Facts, Judgement, judge, prepare
from leitstand.register import RegisterView, Snapshot
from leitstand.schemas.interaction import Attachment, Content, Preflight
from leitstand.schemas.policy import PolicyDocument, PolicyRule
from leitstand.schemas.vocabulary import (
    Action,
    Confidence,
    Mode,
    NotChecked,
    Operation,
    Verdict,
)
from leitstand.vault import EmptyUserError, RegisterKey

UNKNOWN_DEPARTMENT = "unknown"


class PreflightMode(StrEnum):
    """What a gateway does before it passes a prompt on."""

    OFF = "off"
    OBSERVE = "observe"
    """Checks and records what it would have done."""
    ENFORCE = "enforce"
    """Warns and blocks as the rules say."""


class OnFailure(StrEnum):
    """What happens to a prompt that could not be checked, where a rule would block."""

    CLOSED = "closed"
    """It stays in the house."""
    OPEN = "open"
    """It passes; the record says that it was not checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is about to be asked of a model."""

    moment: datetime
    application: str
    user: str | None
    operation: Operation
    content: Content
    attachments: tuple[Attachment, ...] = ()
    readable: bool = True
    """Whether what is asked could be read at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is done, and what the person is told."""

    preflight: Preflight
    """As it is recorded."""
    rules: tuple[PolicyRule, ...] = ()
    """That warn or block, the sternest first."""
    learn_more: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the prompt stays in the house."""
        return self.preflight.action is Action.BLOCKED


class PreflightCheck:
    """Asks the policy. Never raises: what fails is a decision, too."""

    def __init__(
        self,
        *,
        tenant: str,
        view: Callable[[], RegisterView | None],
        register_key: RegisterKey,
        mode: PreflightMode,
        on_failure: OnFailure = OnFailure.CLOSED,
    ) -> None:
        self._tenant = tenant
        self._view = view
        self._register_key = register_key
        self._mode = mode
        self._on_failure = on_failure

    def prepare(self) -> None:
        """Load what the first prompt would wait for; in the thread that will decide."""
        prepare()

    def decide(self, question: Question) -> Decision:
        """Return what happens to a prompt."""
        view = self._view()
        snapshot = view.as_of(question.moment) if view else None
        policy = snapshot.policy if snapshot else None
        if snapshot is None or policy is None:
            return self._failed((), "")
        if not question.readable:
            return self._failed(policy.rules, policy.learn_more)
        try:
            facts = self._facts(question, snapshot, policy)
            judgement = judge(facts, question.content, policy)
        except Exception:
            return self._failed(policy.rules, policy.learn_more)
        return self._decision(judgement, policy)

    def _facts(self, question: Question, snapshot: Snapshot, policy: PolicyDocument) -> Facts:
        day = question.moment.astimezone(ZoneInfo(policy.time_zone)).date()
        person_id = self._person_id(question.user)
        person = snapshot.person(person_id) if person_id else None
        return Facts(
            usage_day=day,
            application_id=question.application,
            application=snapshot.application(question.application),
            person=person,
            person_known=person_id is not None,
            department=person.department if person else UNKNOWN_DEPARTMENT,
            operation=question.operation,
            attachments=question.attachments,
            # Whoever asks knew before whether it may be recorded; while that is suspended the
            # other rules of the house hold all the same.
            agreement_in_force=True,
        )

    def _person_id(self, user: str | None) -> str | None:
        try:
            return None if user is None else self._register_key.person_id(self._tenant, user)
        except EmptyUserError:
            return None

    def _decision(self, judgement: Judgement, policy: PolicyDocument) -> Decision:
        if judgement.not_checked not in (NotChecked.NONE, NotChecked.EXEMPT):
            return self._failed(policy.rules, policy.learn_more)
        rules = tuple(_speaking(judgement, policy))
        action = self._action(rules)
        return Decision(
            preflight=Preflight(
                verdict=judgement.verdict, action=action, rules=tuple(rule.id for rule in rules)
            ),
            rules=rules,
            learn_more=policy.learn_more,
        )

    def _action(self, rules: tuple[PolicyRule, ...]) -> Action:
        if self._mode is not PreflightMode.ENFORCE or not rules:
            return Action.NONE
        return Action.BLOCKED if rules[0].mode is Mode.BLOCK else Action.WARNED

    def _failed(self, rules: tuple[PolicyRule, ...], learn_more: str) -> Decision:
        """Decide without a judgement; with no policy at hand any rule might have blocked."""
        would_block = not rules or any(rule.mode is Mode.BLOCK for rule in rules)
        closed = self._on_failure is OnFailure.CLOSED and would_block
        enforced = self._mode is PreflightMode.ENFORCE
        return Decision(
            preflight=Preflight(
                verdict=Verdict.NOT_CHECKED,
                action=Action.BLOCKED if closed and enforced else Action.NONE,
            ),
            learn_more=learn_more,
        )


def _speaking(judgement: Judgement, policy: PolicyDocument) -> Iterator[PolicyRule]:
    """Yield the rules that want to say something, the sternest first; unsure findings don't speak."""
    found = {f.rule for f in judgement.findings if f.confidence is not Confidence.LOW}
    for mode in (Mode.BLOCK, Mode.WARN):
        yield from (rule for rule in policy.rules if rule.id in found and rule.mode is mode)
