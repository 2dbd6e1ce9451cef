"""The verdict: merging, routing, cases, and what could not be checked."""

import importlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from leitstand.policy import check as checks
from leitstand.policy import judge
from leitstand.policy import reading as reading_module
from leitstand.policy.examples import policy
from leitstand.schemas.interaction import Content, Message, ToolCall
from leitstand.schemas.policy import PolicyDocument, PolicyRule, Scope
from leitstand.schemas.register import Application, Person
from leitstand.schemas.vocabulary import (
    Approval,
    Category,
    Completeness,
    Confidence,
    DataClass,
    Mode,
    NotChecked,
    Place,
    Route,
    Status,
    TrainingState,
    Verdict,
    Where,
)

from .builders import CLOUD, TRAINED, content, facts

POLICY = policy()
judging = importlib.import_module("leitstand.policy.judge")
IBAN = "Bitte an DE89 3704 0044 0532 0130 00 überweisen."
ON_PREMISES = msgspec.structs.replace(CLOUD, place=Place.ON_PREMISES)


def with_rule(rule_id: str, **changes: object) -> PolicyDocument:
    """Return the example policy with one rule changed."""
    rules = tuple(
        msgspec.structs.replace(rule, **changes) if rule.id == rule_id else rule
        for rule in POLICY.rules
    )
    return msgspec.structs.replace(POLICY, rules=rules)


def test_ordinary_use_is_allowed() -> None:
    """A trained person in an approved application with a harmless prompt."""
    judgement = judge(facts(), content("Schreibe eine Einladung zum Elternabend."), POLICY)
    assert judgement.verdict is Verdict.ALLOWED
    assert judgement.findings == ()
    assert judgement.training_state is TrainingState.VALID


def test_equal_findings_are_merged_and_counted() -> None:
    """Two accounts in one prompt are one finding with a count of two."""
    judgement = judge(facts(), content(f"{IBAN} Oder an AT61 1904 3002 3457 3201."), POLICY)
    assert [(f.category, f.count) for f in judgement.findings] == [(Category.IBAN, 2)]
    assert len(judgement.spans) == 2


def test_places_are_kept_apart() -> None:
    """The same category in prompt and tool call is two findings."""
    both = Content(
        messages=(Message(where=Where.PROMPT, text=IBAN),),
        tool_calls=(ToolCall(name="pay", arguments=IBAN),),
    )
    judgement = judge(facts(), both, POLICY)
    assert [f.where for f in judgement.findings] == [Where.PROMPT, Where.TOOL]
    assert [span.message for span in judgement.spans] == [0, 1]


def test_an_answer_is_not_looked_at_unless_the_rule_says_so() -> None:
    """What the model wrote did not leave the house by the employee's hand."""
    judgement = judge(facts(), content(IBAN, Where.ANSWER), POLICY)
    assert judgement.verdict is Verdict.ALLOWED
    stricter = with_rule("personenbezogene-daten", look_at=(Where.ANSWER,))
    assert judge(facts(), content(IBAN, Where.ANSWER), stricter).verdict is Verdict.VIOLATION


def test_personal_data_may_stay_on_the_towns_own_servers() -> None:
    """The scope of the rule names cloud and unknown places only."""
    judgement = judge(facts(application=ON_PREMISES), content(IBAN), POLICY)
    assert judgement.verdict is Verdict.ALLOWED


def test_an_unregistered_application_counts_as_cloud_and_is_a_finding_itself() -> None:
    """Nobody knows where it runs."""
    judgement = judge(facts(application=None), content(IBAN), POLICY)
    assert {f.route for f in judgement.findings} == {Route.COORDINATION, Route.DSB}


@pytest.mark.parametrize(
    ("mode", "verdict"),
    [
        (Mode.OFF, Verdict.ALLOWED),
        (Mode.OBSERVE, Verdict.VIOLATION),
        (Mode.WARN, Verdict.VIOLATION),
        (Mode.BLOCK, Verdict.VIOLATION),
    ],
)
def test_a_rule_that_is_off_finds_nothing(mode: Mode, verdict: Verdict) -> None:
    """The other modes differ in what the employee sees at once, not in the verdict."""
    assert (
        judge(facts(), content(IBAN), with_rule("personenbezogene-daten", mode=mode)).verdict
        is verdict
    )


def test_below_case_from_a_finding_is_a_notice() -> None:
    """A town may tolerate a single address."""
    lenient = with_rule("personenbezogene-daten", case_from=2)
    assert judge(facts(), content(IBAN), lenient).verdict is Verdict.NOTICE
    twice = f"{IBAN} {IBAN}"
    assert judge(facts(), content(twice), lenient).verdict is Verdict.VIOLATION


def test_what_was_stopped_is_statistic_and_no_case() -> None:
    """Blocked before it left the house: counted, nobody is told."""
    judgement = judge(facts(status=Status.BLOCKED), content(IBAN), POLICY)
    assert judgement.verdict is Verdict.NOTICE
    assert [(f.route, f.opens_case) for f in judgement.findings] == [(Route.STATISTIC, False)]


def test_a_credential_goes_to_information_security() -> None:
    """The route may depend on the data class."""
    judgement = judge(facts(), content("Passwort: Wolke-7-Haus!"), POLICY)
    assert [f.route for f in judgement.findings] == [Route.SECURITY]


def test_missing_training_is_an_invitation_never_a_case() -> None:
    """Routed to the training coordination as a notice."""
    judgement = judge(facts(person=Person(department="bauen")), content("Hallo"), POLICY)
    assert judgement.verdict is Verdict.NOTICE
    assert [(f.route, f.confidence) for f in judgement.findings] == [
        (Route.TRAINING, Confidence.HIGH)
    ]


def test_too_large_a_text_is_not_checked_and_conduct_still_is() -> None:
    """Not checked never means fine."""
    small = msgspec.structs.replace(
        POLICY, thresholds=msgspec.structs.replace(POLICY.thresholds, largest_text_characters=1000)
    )
    judgement = judge(facts(application=None), content("x" * 1001), small)
    assert (judgement.verdict, judgement.not_checked) == (Verdict.NOT_CHECKED, NotChecked.TOO_LARGE)
    assert [f.rule for f in judgement.findings] == ["anwendung-freigegeben"]


def test_the_largest_text_is_still_checked() -> None:
    """The threshold is the last length that is read."""
    small = msgspec.structs.replace(
        POLICY, thresholds=msgspec.structs.replace(POLICY.thresholds, largest_text_characters=1000)
    )
    assert judge(facts(), content("x" * 1000), small).not_checked is NotChecked.NONE


class Unsure:
    """A check that objects twice without being sure, and as often with, as it is told."""

    summary = "fake"
    categories: frozenset[Category] = frozenset()
    data_classes: frozenset[DataClass] = frozenset()

    def __init__(self, *confidences: Confidence) -> None:
        self.confidences = confidences

    def hits(
        self, rule: PolicyRule, facts: object, passages: Iterable[checks.Passage]
    ) -> Iterable[checks.Hit]:
        """Return a hit of each confidence."""
        return [checks.conduct(confidence) for confidence in self.confidences]


LOW, MEDIUM, HIGH = Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH
WEIGHTS = [
    ((LOW, LOW), 2, LOW, Verdict.NOTICE),
    ((LOW, MEDIUM), 1, MEDIUM, Verdict.VIOLATION),
    ((MEDIUM, LOW, HIGH), 2, HIGH, Verdict.VIOLATION),
]


@pytest.mark.parametrize(("confidences", "count", "confidence", "verdict"), WEIGHTS)
def test_unsure_findings_count_only_alone_and_never_open_a_case(
    monkeypatch: pytest.MonkeyPatch,
    confidences: tuple[Confidence, ...],
    count: int,
    confidence: Confidence,
    verdict: Verdict,
) -> None:
    """They neither raise a count of sure ones nor make a violation."""
    fake = {"fake": Unsure(*confidences)}
    monkeypatch.setattr(judging, "known_checks", lambda: fake)
    one = msgspec.structs.replace(rule("anwendung-freigegeben"), check="fake")
    judgement = judge(facts(), content("a"), msgspec.structs.replace(POLICY, rules=(one,)))
    assert [(f.count, f.confidence) for f in judgement.findings] == [(count, confidence)]
    assert judgement.verdict is verdict


def test_an_unsure_finding_opens_nothing_beside_a_sure_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each finding stands for itself, also within one rule."""
    sure, unsure = checks.conduct(HIGH), replace(checks.conduct(LOW), where=Where.TOOL)

    class Both(Unsure):
        def hits(self, *_: object) -> Iterable[checks.Hit]:
            return [sure, unsure]

    monkeypatch.setattr(judging, "known_checks", lambda: {"fake": Both()})
    one = msgspec.structs.replace(rule("anwendung-freigegeben"), check="fake")
    judgement = judge(facts(), content("a"), msgspec.structs.replace(POLICY, rules=(one,)))
    assert [(f.where, f.opens_case) for f in judgement.findings] == [
        (Where.CONDUCT, True),
        (Where.TOOL, False),
    ]


def test_without_content_only_conduct_is_checked() -> None:
    """A source that gives metadata only is said to be unchecked."""
    judgement = judge(facts(completeness=Completeness.METADATA_ONLY), Content(), POLICY)
    assert judgement.not_checked is NotChecked.NO_CONTENT


def test_content_that_capture_cut_is_too_large() -> None:
    """What nobody saw cannot be called checked, however short the rest is."""
    judgement = judge(facts(completeness=Completeness.TRUNCATED), content("Guten Tag"), POLICY)
    assert judgement.not_checked is NotChecked.TOO_LARGE


def test_a_failing_detector_is_visible(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception becomes a reason; it neither escapes nor passes as allowed."""

    def broken(text: str, wanted: object) -> object:
        raise RuntimeError(text, wanted)

    monkeypatch.setattr(reading_module, "examined", broken)
    judgement = judge(facts(application=None), content("geheim"), POLICY)
    assert (judgement.verdict, judgement.not_checked) == (
        Verdict.NOT_CHECKED,
        NotChecked.DETECTOR_FAILED,
    )
    assert "geheim" not in repr(judgement)
    assert judgement.findings


def test_a_rule_without_code_is_visible() -> None:
    """A policy that names a check which this version lacks does not pass silently."""
    unknown = with_rule("anwendung-freigegeben", check="does_not_exist")
    judgement = judge(facts(), content("Hallo"), unknown)
    assert judgement.not_checked is NotChecked.DETECTOR_FAILED
    assert judgement.failed_rules == ("anwendung-freigegeben",)


def test_an_exempt_person_is_not_looked_at() -> None:
    """The staff council's prompts are nobody's business."""
    exempt = msgspec.structs.replace(TRAINED, exempt=True)
    judgement = judge(facts(person=exempt, application=None), content(IBAN), POLICY)
    assert (judgement.verdict, judgement.findings) == (Verdict.NOT_CHECKED, ())
    assert judgement.not_checked is NotChecked.EXEMPT


def test_every_finding_fits_its_contract() -> None:
    """The wire type refuses shapes with original characters."""
    text = f"{IBAN} Tel. 0431 901-0, max.mustermann@example.org, Passwort: Ölkännchen#1…"
    judgement = judge(facts(), content(text), POLICY)
    assert len(judgement.findings) == 4
    for finding in judgement.findings:
        assert msgspec.json.decode(msgspec.json.encode(finding), type=type(finding)) == finding


def test_combinations_of_nothing_are_refused() -> None:
    """An empty combination never passes."""
    with pytest.raises(ValueError, match="decides nothing"):
        checks.all_of()
    with pytest.raises(ValueError, match="decides nothing"):
        checks.any_of()


SCOPES = [
    (Scope(), True),
    (Scope(places=(Place.CLOUD,)), True),
    (Scope(places=(Place.ON_PREMISES,)), False),
    (Scope(applications=("chat",)), True),
    (Scope(applications=("other",)), False),
    (Scope(except_applications=("chat",)), False),
    (Scope(departments=("bauen",)), True),
    (Scope(departments=("kultur",)), False),
    (Scope(except_departments=("bauen",)), False),
    (Scope(except_departments=("kultur",)), True),
]


def one_rule(scope: Scope) -> PolicyRule:
    """Return a rule of this scope."""
    return msgspec.structs.replace(POLICY.rules[0], scope=scope)


@pytest.mark.parametrize(("scope", "applies"), SCOPES)
def test_scope_is_data(scope: Scope, applies: bool) -> None:
    """Each list restricts by itself; an empty one does not."""
    policy_of_one = msgspec.structs.replace(POLICY, rules=(one_rule(scope),))
    assert bool(checks.applying(policy_of_one, facts()).rules) is applies


def trial(until: date | None, *departments: str, audio: bool = False) -> Application:
    """Return an application in trial."""
    return msgspec.structs.replace(
        CLOUD,
        approval=Approval.TRIAL,
        trial_departments=departments,
        trial_until=until,
        audio_allowed=audio,
    )


APPLICATIONS = [
    (CLOUD, True),
    (None, False),
    (msgspec.structs.replace(CLOUD, approval=Approval.REFUSED), False),
    (msgspec.structs.replace(CLOUD, approval=Approval.WITHDRAWN), False),
    (trial(date(2026, 3, 10), "bauen"), True),
    (trial(date(2026, 3, 9), "bauen"), False),
    (trial(date(2026, 3, 10), "kultur"), False),
    (trial(None, "bauen"), False),
]


@pytest.mark.parametrize(("application", "fine"), APPLICATIONS)
def test_application_approved(application: Application | None, fine: bool) -> None:
    """In the register, and approved or in trial for this department until today."""
    judgement = judge(facts(application=application), content("Hallo"), POLICY)
    assert ("anwendung-freigegeben" in {f.rule for f in judgement.findings}) is not fine


def test_a_trial_group_of_people() -> None:
    """Who tries an application across departments may use it until the trial's last day."""
    person = Person(department="bauen", trials=(facts().application_id,))
    for until, fine in ((date(2026, 3, 10), True), (date(2026, 3, 9), False)):
        asked = facts(application=trial(until), person=person)
        judgement = judge(asked, content("Hallo"), POLICY)
        assert ("anwendung-freigegeben" in {f.rule for f in judgement.findings}) is not fine


def rule(rule_id: str) -> PolicyRule:
    """Return a rule of the example by its id."""
    return next(r for r in POLICY.rules if r.id == rule_id)


@pytest.mark.parametrize("rule_id", [r.id for r in POLICY.rules])
def test_the_example_speaks_to_readers_in_both_languages(rule_id: str) -> None:
    """No text is left out or copied from the other language."""
    one = rule(rule_id)
    for text in (one.title, one.tell_employee, one.tell_dsb):
        assert text.de.strip()
        assert text.en.strip()
        assert text.de != text.en
