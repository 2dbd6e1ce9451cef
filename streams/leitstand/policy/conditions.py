"""Conditions about the application, shared by several rules."""

from leitstand.policy.check import all_of, any_of
from leitstand.policy.facts import Facts
from leitstand.schemas.vocabulary import Approval


def is_approved(facts: Facts) -> bool:
    """Say whether the register approves the application for everybody."""
    return facts.application is not None and facts.application.approval is Approval.APPROVED


def is_in_trial(facts: Facts) -> bool:
    """Say whether the application is in trial."""
    return facts.application is not None and facts.application.approval is Approval.TRIAL


def is_in_trial_group(facts: Facts) -> bool:
    """Say whether the department takes part in the trial, or the person whatever the department."""
    application, person = facts.application, facts.person
    if person is not None and facts.application_id in person.trials:
        return True
    return application is not None and facts.department in application.trial_departments


def is_within_trial_period(facts: Facts) -> bool:
    """Say whether the trial goes on; without a last day it never began."""
    application = facts.application
    if application is None or application.trial_until is None:
        return False
    return facts.usage_day <= application.trial_until


def allows_audio(facts: Facts) -> bool:
    """Say whether the register allows the application to listen."""
    return facts.application is not None and facts.application.audio_allowed


may_be_used = any_of(is_approved, all_of(is_in_trial, is_in_trial_group, is_within_trial_period))
"""The application is approved, or in trial for this department or person on this day."""

may_listen = all_of(allows_audio, may_be_used)
"""The application may transcribe, here and today."""
