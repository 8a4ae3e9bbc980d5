"""The shipped plan file as text, and how tests change it."""

from pathlib import Path

from django.apps import apps

from partybuilding.models import AuditEntry, AuditHead
from partybuilding.plan.planfile import PlanFileError, read_plan

PLAN_FILE = Path(__file__).parent.parent.parent / "partybuilding" / "plans" / "fengxiang-2004.toml"


def shipped() -> str:
    return PLAN_FILE.read_text(encoding="utf-8")


def small(more: tuple[str, ...] = ()) -> str:
    """Return the shipped plan with a few indicators (and `more`) and duties, without its text, which loads sooner."""
    kept = ("K07", "K08", "K16", "K26", "K28", "K36", "K50", "fulian-1", "laolingban-1", "laolingban-2", *more)
    entries = shipped().split("\n[[")
    plenty = ("indicators]]", "duties]]", "sections")
    return "\n[[".join(entry for entry in entries if not entry.startswith(plenty) or entry.split('"')[1] in kept)


def edited(text: str, entry: str, old: str, new: str) -> str:
    """Return `text` with `old` replaced in the first entry that holds `entry`; an empty `entry` means anywhere."""
    start = text.rindex("\n[", 0, text.index(entry)) if entry else 0
    end = text.find("\n[", text.index(entry)) if entry else -1
    end = len(text) if end == -1 else end
    part = text[start:end]
    assert old in part, f"{old!r} is not in the entry {entry!r}"
    return text[:start] + part.replace(old, new, 1) + text[end:]


def with_k26_typed(text: str) -> str:
    """Return `text` with the activities of the three projects reported as numbers, without a register."""
    return edited(text, 'code = "K26"', 'source = "register"\nmeasure = "project_activities"', 'source = "report"')


def without(text: str, entry: str) -> str:
    """Return `text` without the first entry that holds `entry`."""
    start = text.rindex("\n[", 0, text.index(entry) + 1)
    end = text.find("\n[", start + 1)
    return text[:start] + ("\n" if end == -1 else text[end:])


def fault_keys(text: str) -> list[str]:
    """Return where a plan file is at fault; empty if it is not."""
    try:
        read_plan(text)
    except PlanFileError as error:
        return [fault.key for fault in error.faults]
    return []


def row_counts() -> dict[str, int]:
    """Return how many rows each table of the product holds, history included; the record tells that it was asked."""
    models = [*apps.get_app_config("communities").get_models(), *apps.get_app_config("partybuilding").get_models()]
    return {model._meta.label: model._base_manager.count() for model in models if model not in (AuditEntry, AuditHead)}
