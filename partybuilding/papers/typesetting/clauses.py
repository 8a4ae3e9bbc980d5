"""A target, a value and a gap as they stand in a paper: 不少于200平方米, 186平方米, 还差14平方米."""

from decimal import Decimal

from fengxiang.bilingual import listed
from partybuilding.papers.typesetting.words import amount, official
from partybuilding.targets.breakdown import in_short, kinds_of
from partybuilding.targets.numbers import UNCHANGED, percent, plain
from partybuilding.targets.target import FieldRole, Operator, Target, Values


def target_words(clause: Target) -> str:
    """Return what the plan asks for; empty if it sets no figure."""
    goal, unit = clause.goal, clause.unit.chinese
    match clause.operator:
        case Operator.YES_NO:
            return "予以落实"
        case Operator.EACH:
            return "每人符合要求"
        case Operator.CHECKLIST:
            items = len(clause.of(FieldRole.ITEM))
            return f"{items}项齐全" if goal in {None, items} else f"不少于{plain(goal or 0)}项"
        case _ if goal is None or clause.operator == Operator.VALUE:
            return ""
        case Operator.BAND:
            upper = amount(clause.upper or 0, unit)
            return upper if goal == clause.upper else f"{plain(goal)}至{upper}"
        case Operator.SHARE:
            bound = "" if goal == 100 else "超过" if clause.strict else "不低于"
            return f"{bound}{percent(goal)}"
        case Operator.FREQUENCY:
            return f"每季度不少于{amount(goal, unit)}"
        case _:
            return f"{'超过' if clause.strict else '不少于'}{amount(goal, unit)}"


def value_words(clause: Target, figures: Values) -> str:
    """Return a value; empty if it is not known."""
    if not clause.is_known(figures):
        return ""
    match clause.operator:
        case Operator.YES_NO:
            return "未落实" if clause.missing(figures, FieldRole.CONDITION) else "已落实"
        case Operator.CHECKLIST:
            return f"{len(clause.of(FieldRole.ITEM)) - len(clause.missing(figures, FieldRole.ITEM))}项"
        case Operator.EACH:
            return _each(clause, figures)
        case _ if clause.of(FieldRole.NUMERATOR):
            return _share(clause, figures)
        case _ if clause.of(FieldRole.VALUE):
            return amount(clause.total(figures, FieldRole.VALUE) or 0, clause.unit.chinese)
        case _:
            return _counts(clause, figures)


def kinds_words(clause: Target, figures: Values) -> str:
    """Return the kinds a value is made of: 直管100%（60/60）、联管无; empty if it has none."""
    words = []
    lines = in_short(kinds_of(clause, figures))
    for line in lines if any(each.whole for each in lines) else []:
        brackets = "，".join(part for part in (line.count if line.whole else "", line.remark) if part)
        words.append(official(f"{line.label}{line.share}（{brackets}）" if brackets else f"{line.label}{line.share}"))
    return listed(words)


def _each(clause: Target, figures: Values) -> str:
    total, outside = (
        clause.total(figures, FieldRole.TOTAL) or Decimal(0),
        clause.total(figures, FieldRole.OUTSIDE) or Decimal(0),
    )
    unit = clause.unit.chinese or "人"
    if not total:
        return f"0{unit}"
    waived = clause.total(figures, FieldRole.WAIVED)
    note = f"（其中经批准放宽{amount(waived, unit)}）" if waived else ""
    return f"{amount(total, unit)}中{amount(total - outside, unit)}符合要求{note}"


def _share(clause: Target, figures: Values) -> str:
    part, whole = clause.total(figures, FieldRole.NUMERATOR), clause.total(figures, FieldRole.DENOMINATOR)
    if not whole or part is None:
        return "0项"
    return official(clause.value_text(figures))


def _counts(clause: Target, figures: Values) -> str:
    counts = [(each, figures.get(each.key) or Decimal(0)) for each in clause.of(FieldRole.COUNT)]
    shown = [pair for pair in counts if pair[1]] or counts  # what there is none of is told only if there is nothing
    return listed(f"{official(each.label.chinese)}{amount(count, each.unit.chinese)}" for each, count in shown)


def change_words(change: str, clause: Target) -> str:
    """Return a change against last quarter: 比上季度增加20平方米; empty if there is nothing to compare."""
    if change in {"", UNCHANGED}:
        return ""
    if clause.operator not in {Operator.AT_LEAST, Operator.BAND, Operator.SHARE}:
        return ""
    unit = "个百分点" if clause.is_in_percent else clause.unit.chinese
    verb = "增加" if change.startswith("+") else "减少"
    if clause.is_in_percent:
        verb = "提高" if change.startswith("+") else "下降"
    return official(f"比上季度{verb}{change[1:]}{unit}")
