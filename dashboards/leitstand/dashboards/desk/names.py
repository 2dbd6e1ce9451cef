"""Titles instead of ids, as the register has them now; an id that it does not know stays an id."""

from leitstand.cases import Case, Kind
from leitstand.dashboards.languages import Language
from leitstand.dashboards.page import Visit
from leitstand.dashboards.services import House
from leitstand.dashboards.words import word
from leitstand.schemas.policy import PolicyDocument, PolicyRule


class Names:
    """Looks up the readers' words for the ids of a case."""

    def __init__(self, house: House, language: Language) -> None:
        self._house = house
        self._language = language
        self._policy: PolicyDocument | None = house.policy()

    def department(self, department: str) -> str:
        """Return the title of a department."""
        found = self._house.department(department)
        return found.title if found else self._language.text("Not in the register")

    def application(self, application: str) -> str:
        """Return the title of an application."""
        found = self._house.application(application)
        return found.title if found else self._language.text("Not in the register")

    def rule(self, rule: str) -> str:
        """Return the title of a rule in the reader's language."""
        found = self.policy_rule(rule)
        return self._language.local(found.title) if found else rule

    def policy_rule(self, rule: str) -> PolicyRule | None:
        """Return the rule, ``None`` where the policy in force has it no more."""
        rules = self._policy.rules if self._policy else ()
        return next((entry for entry in rules if entry.id == rule), None)

    def kind(self, case: Case) -> str:
        """Return what the case is about, for the column "Art"."""
        if case.kind is Kind.GAP:
            return self._language.text(word(case.kind))
        return self.rule(case.rule)


def names_for(visit: Visit) -> Names:
    """Return the names in the language of this reader."""
    return Names(visit.services.house, visit.language)
