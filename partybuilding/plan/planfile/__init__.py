"""Plan files: a county's plan as TOML (docs/plan-file.md), read and checked before anything is written.

Nothing here touches the database: the models are only asked what their columns accept. What a file can break in the
database (reports already written, a community of another town) is for actions/load_plan.py to find.
"""

from collections.abc import Mapping

from partybuilding.plan.planfile.changes import Stage, can_stand, faults_of_changes, newest, stages
from partybuilding.plan.planfile.rules import faults_of_phases, faults_of_rules, faults_of_sense, faults_of_terms
from partybuilding.plan.planfile.shape import Fault, PlanFile, PlanFileError, PlanRow, answering, shaped
from partybuilding.registers.measures import MEASURES, Measure
from partybuilding.registers.records import RECORDS

__all__ = [
    "Fault",
    "PlanFile",
    "PlanFileError",
    "PlanRow",
    "Stage",
    "answering",
    "can_stand",
    "faults_of_phases",
    "faults_of_rules",
    "faults_of_terms",
    "newest",
    "read_plan",
    "stages",
]


def read_plan(text: str, measures: Mapping[str, Measure] | None = None) -> PlanFile:
    """Return the plan in `text`; PlanFileError with every fault at once if there is any."""
    plan, faults = shaped(text)
    faults += faults_of_sense(plan, {**MEASURES, **RECORDS} if measures is None else measures)
    faults += list(faults_of_changes(plan, faults))
    if faults:
        raise PlanFileError(faults)
    return plan
