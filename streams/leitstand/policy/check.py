"""What a check is, and the small combinators that conditions are built of."""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from leitstand.policy.detector import Found
from leitstand.policy.facts import Facts
from leitstand.policy.identifiable import IDENTIFYING
from leitstand.policy.same import Same
from leitstand.schemas.policy import PolicyDocument, PolicyRule, Scope
from leitstand.schemas.vocabulary import Category, Confidence, DataClass, Mode, Place, Reason, Where

Condition = Callable[[Facts], bool]
"""Says whether something holds for one interaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A detected passage and where in the interaction it stands."""

    found: Found
    where: Where
    message: int
    """Position among the texts of :func:`leitstand.policy.reading.texts`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that a rule objects to."""

    category: Category
    data_class: DataClass
    confidence: Confidence
    where: Where
    shape: str = ""
    reasons: tuple[Reason, ...] = ()
    passage: Passage | None = None
    """Where in the text; ``None`` for conduct."""


class Check(Protocol):
    """Looks at one interaction for one rule of the policy. Pure."""

    @property
    def summary(self) -> str:
        """One sentence: what it looks at and when it objects."""
        ...

    @property
    def categories(self) -> frozenset[Category]:
        """Categories that a rule may choose from; empty for rules of conduct."""
        ...

    @property
    def data_classes(self) -> frozenset[DataClass]:
        """Classes of them that it objects to."""
        ...

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Return what the rule objects to; ``passages`` is empty where content was not read."""
        ...


def all_of(*conditions: Condition) -> Condition:
    """Return a condition that holds when every one does. None given proves nothing: an error."""
    _refuse_empty(conditions)
    return lambda facts: all(condition(facts) for condition in conditions)


def any_of(*conditions: Condition) -> Condition:
    """Return a condition that holds when at least one does. None given never could: an error."""
    _refuse_empty(conditions)
    return lambda facts: any(condition(facts) for condition in conditions)


def _refuse_empty(conditions: tuple[Condition, ...]) -> None:
    if not conditions:
        msg = "a combination of no conditions decides nothing"
        raise ValueError(msg)


def covers(scope: Scope, place: Place, application: str, department: str) -> bool:
    """Say whether a rule applies there; an empty list restricts nothing."""
    return (
        (not scope.places or place in scope.places)
        and (not scope.applications or application in scope.applications)
        and application not in scope.except_applications
        and (not scope.departments or department in scope.departments)
        and department not in scope.except_departments
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """What of a policy applies at one place, in one application, to one department."""

    rules: tuple[PolicyRule, ...]
    """In the order of the policy."""
    of_facts: tuple[PolicyRule, ...]
    """Those of them that may object although nothing was found in any text."""
    wanted: Mapping[Where, frozenset[Category]]
    """What detectors have to look for at each place, so that every one of the rules can be decided."""


def applying(policy: PolicyDocument, facts: Facts) -> Applying:
    """Return the rules that apply to an interaction; looked up, so that it costs next to nothing."""
    return _applying(Same(policy), facts.place, facts.application_id, facts.department)


def wanted_categories(policy: PolicyDocument, facts: Facts) -> frozenset[Category]:
    """Return what detectors have to look for in an interaction, at whatever place."""
    return frozenset[Category]().union(*applying(policy, facts).wanted.values())


@functools.lru_cache(maxsize=4096)
def _applying(
    same: Same[PolicyDocument], place: Place, application: str, department: str
) -> Applying:
    rules = tuple(
        rule
        for rule in same.value.rules
        if rule.mode is not Mode.OFF and covers(rule.scope, place, application, department)
    )
    of_facts = tuple(r for r in rules if not isinstance(known_checks().get(r.check), PassageCheck))
    wanted = {where: _wanted(rule for rule in rules if where in rule.look_at) for where in Where}
    return Applying(rules=rules, of_facts=of_facts, wanted=wanted)


_ABOUT_A_PERSON = frozenset({Category.HEALTH, Category.RELIGION, Category.UNION, Category.OTHER})


def _wanted(rules: Iterable[PolicyRule]) -> frozenset[Category]:
    """What matters only about an identifiable person also needs whatever identifies one."""
    wanted = frozenset(category for rule in rules for category in rule.categories)
    return wanted | IDENTIFYING if wanted & _ABOUT_A_PERSON else wanted


def chosen(rule: PolicyRule, passages: Iterable[Passage]) -> Iterable[Hit]:
    """Yield a hit for each passage of the rule's categories in the places that it looks at."""
    for passage in passages:
        if _is_chosen(rule, passage):
            yield hit_of(passage)


def _is_chosen(rule: PolicyRule, passage: Passage) -> bool:
    found = passage.found
    return (
        found.category in rule.categories
        and passage.where in rule.look_at
        and (not rule.data_classes or found.data_class in rule.data_classes)
    )


def hit_of(passage: Passage) -> Hit:
    """Return the hit that a passage is."""
    found = passage.found
    return Hit(
        category=found.category,
        data_class=found.data_class,
        confidence=found.confidence,
        where=passage.where,
        shape=found.shape,
        reasons=tuple(map(Reason, found.reasons)),
        passage=passage,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageCheck:
    """A check of texts alone: objects to every passage that the rule chooses."""

    summary: str
    categories: frozenset[Category]
    data_classes: frozenset[DataClass] = frozenset(DataClass)

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Yield a hit per passage."""
        del facts
        return (hit for hit in chosen(rule, passages) if hit.data_class in self.data_classes)


def conduct(confidence: Confidence, *reasons: Reason) -> Hit:
    """Return a hit about the way of use, which lies in no text."""
    return Hit(
        category=Category.OTHER,
        data_class=DataClass.CONDUCT,
        confidence=confidence,
        where=Where.CONDUCT,
        reasons=reasons,
    )


@functools.cache
def known_checks() -> Mapping[str, Check]:
    """Return every check by the name that a policy calls it: the name of its file."""
    package = importlib.import_module("leitstand.policy.rules")
    return {
        module.name: importlib.import_module(f"{package.__name__}.{module.name}").CHECK
        for module in pkgutil.iter_modules(package.__path__)
    }
