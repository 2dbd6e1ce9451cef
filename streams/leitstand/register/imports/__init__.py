"""People, departments and certificates from the town's own lists, as of a day.

``register apply`` takes files that hold the whole history of everybody. Personnel offices,
directories and learning platforms have lists of *now*: this part turns such a list into the change
that it makes to the register, under its day. See docs/people-import.md.

A user id ends where a line is read; from there on a person is the register HMAC.
"""

from leitstand.register.imports.awards import Awards, read_awards
from leitstand.register.imports.changes import AwardsPlan, StaffPlan
from leitstand.register.imports.effects import (
    StaffEffects,
    award_counts,
    gate_effects,
    staff_effects,
)
from leitstand.register.imports.errors import ImportRefusedError, ManyLeaversError, OlderListError
from leitstand.register.imports.mapping import Mapping, Preset, overlay, preset, read_mapping
from leitstand.register.imports.staff import StaffLine, StaffList, read_staff

__all__ = [
    "Awards",
    "AwardsPlan",
    "ImportRefusedError",
    "ManyLeaversError",
    "Mapping",
    "OlderListError",
    "Preset",
    "StaffEffects",
    "StaffLine",
    "StaffList",
    "StaffPlan",
    "award_counts",
    "gate_effects",
    "overlay",
    "preset",
    "read_awards",
    "read_mapping",
    "read_staff",
    "staff_effects",
]
