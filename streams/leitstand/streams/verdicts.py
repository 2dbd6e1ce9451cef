"""Writing an assessment: the facts of a use beside what the policy says about it."""

from dataclasses import replace

import msgspec

from leitstand.policy import DETECTOR_VERSION, Judgement, classify_use
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.interaction import Sizes
from leitstand.schemas.vocabulary import (
    Action,
    NotChecked,
    Place,
    Purpose,
    RiskClass,
    TrainingState,
    UseCase,
    Verdict,
)
from leitstand.streams.cost import cost_microcents
from leitstand.streams.people import nobody
from leitstand.streams.use import Use


def checked(use: Use, judgement: Judgement) -> Assessment:
    """Return the assessment of a use that was judged (or could not be, with the reason)."""
    interaction, application = use.interaction, use.application
    preflight = interaction.preflight
    return Assessment(
        tenant=interaction.tenant,
        event_id=interaction.event_id,
        occurred_at=interaction.occurred_at,
        recorded_at=interaction.recorded_at,
        usage_day=use.usage_day,
        release=use.release,
        detector_version=DETECTOR_VERSION,
        pseudonym=use.names.pseudonym,
        key_epoch=use.names.epoch,
        pseudonym_previous=use.names.previous,
        department=use.department,
        application=interaction.application,
        approval=application.approval if application else None,
        risk_class=application.risk_class if application else RiskClass.UNKNOWN,
        place=application.place if application else Place.UNKNOWN,
        training_state=judgement.training_state,
        operation=interaction.operation,
        use_case=classify_use(use.content),
        purpose=interaction.purpose,
        status=interaction.status,
        model=use.model,
        streamed=interaction.streamed,
        usage=interaction.usage,
        cost_microcents=cost_microcents(application, use.model, interaction.usage),
        duration_ms=interaction.duration_ms,
        first_chunk_ms=interaction.first_chunk_ms,
        sizes=interaction.sizes,
        attachments=interaction.attachments,
        capture=interaction.capture,
        findings=judgement.findings,
        verdict=judgement.verdict,
        not_checked=judgement.not_checked,
        action=preflight.action if preflight else Action.NONE,
        retention_class=use.retention_class,
    )


def exempt(use: Use) -> Assessment:
    """Return the assessment of a person whom the register exempts from recording.

    The event has to be accounted for and its tokens paid for; who asked, where they work, what
    for and how much they wrote is not said.
    """
    hidden = replace(use, person=None, names=nobody(use.usage_day))
    silent = Judgement(
        findings=(),
        verdict=Verdict.NOT_CHECKED,
        not_checked=NotChecked.EXEMPT,
        training_state=TrainingState.UNKNOWN_PERSON,
    )
    return msgspec.structs.replace(
        checked(hidden, silent),
        use_case=UseCase.OTHER,
        purpose=Purpose.UNSTATED,
        duration_ms=0,
        first_chunk_ms=None,
        sizes=Sizes(),
        attachments=(),
        action=Action.NONE,
    )
