"""Indicators: each clause of the plan that is followed, its target, its fields and its schedule."""

from collections.abc import Mapping, Sequence
from copy import copy
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.models.base import Named
from fengxiang.bilingual import Bilingual, pick
from fengxiang.history import HistoricalRecords
from partybuilding.models.party import Answered
from partybuilding.models.plan import Phase, Plan, TaskArea
from partybuilding.targets import pace
from partybuilding.targets import target as targets
from partybuilding.targets.terms import IndicatorTerms


def operators() -> list[tuple[str, Any]]:
    """Return the choices for an indicator's operator; a callable, so that new ones need no migration."""
    labels = {
        targets.Operator.AT_LEAST: _("at least"),
        targets.Operator.BAND: _("within a band"),
        targets.Operator.SHARE: _("share"),
        targets.Operator.CHECKLIST: _("checklist"),
        targets.Operator.YES_NO: _("yes or no"),
        targets.Operator.EACH: _("each person within a limit"),
        targets.Operator.FREQUENCY: _("per quarter"),
        targets.Operator.VALUE: _("value only"),
    }
    return [(operator.value, labels[operator]) for operator in targets.Operator]


def roles() -> list[tuple[str, Any]]:
    """Return the choices for a field's role."""
    labels = {
        targets.FieldRole.VALUE: _("value"),
        targets.FieldRole.NUMERATOR: _("numerator"),
        targets.FieldRole.DENOMINATOR: _("denominator"),
        targets.FieldRole.ITEM: _("item of a list"),
        targets.FieldRole.CONDITION: _("condition beside the value"),
        targets.FieldRole.TOTAL: _("persons looked at"),
        targets.FieldRole.OUTSIDE: _("outside the limit, without a waiver"),
        targets.FieldRole.WAIVED: _("outside the limit, with a waiver"),
        targets.FieldRole.COUNT: _("shown, not judged"),
        targets.FieldRole.DETAIL: _("told beside the value"),
    }
    return [(role.value, labels[role]) for role in targets.FieldRole]


class Indicator(Answered, Named):
    """One thing the plan wants followed: its clause, its target, where the value comes from."""

    class Scope(models.TextChoices):
        COMMUNITY = "community", _("each community")
        PLAN = "plan", _("the county as a whole")

    class Kind(models.TextChoices):
        REQUIRED = pace.Kind.REQUIRED.value, _("required")
        ENCOURAGED = pace.Kind.ENCOURAGED.value, _("encouraged")
        STRETCH = pace.Kind.STRETCH.value, _("stretch")
        TRACKED = pace.Kind.TRACKED.value, _("tracked")

    class Source(models.TextChoices):
        REPORT = "report", _("quarterly report")
        REGISTER = "register", _("register, confirmed in the quarterly report")
        RECORD = "record", _("the county's records")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=10, validators=[RegexValidator(r"^[A-Z]\d{2,3}$")])
    area = models.ForeignKey(TaskArea, models.PROTECT, related_name="indicators", verbose_name=_("task area"))
    order = models.PositiveSmallIntegerField(_("order"))
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    section = models.CharField(_("section of the plan"), max_length=50)
    proof = models.CharField(_("what counts as proof"), max_length=200, blank=True)
    proof_en = models.CharField(_("what counts as proof, in English"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    note_en = models.CharField(_("note in English"), max_length=400, blank=True)
    source = models.CharField(_("where the value comes from"), max_length=10, choices=Source)
    measure = models.SlugField(_("measure"), blank=True, help_text=_("The computation from the registers or records."))
    is_headline = models.BooleanField(
        _("headline"), default=False, help_text=_("Compared across the pilots in a chart on the county dashboard.")
    )
    is_rated = models.BooleanField(
        _("rated in the final assessment"),
        default=False,
        help_text=_("The department's rating takes the place of the last report's figures once it is approved."),
    )
    is_five_commons = models.BooleanField(
        _("the five in common"),
        default=False,
        help_text=_("Its items are the five in common: decisions and activities tagged with one are shown beside it."),
    )
    is_flow = models.BooleanField(
        _("counted anew each quarter"),
        default=False,
        help_text=_("A count of the quarter (activities, meetings held): last quarter's figure does not stand for it."),
    )

    operator = models.CharField(_("operator"), max_length=20, choices=operators)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    upper = models.DecimalField(_("upper end of the band"), max_digits=12, decimal_places=2, null=True, blank=True)
    strict = models.BooleanField(_("more than the target"), default=False)
    unit = models.CharField(_("unit of measure"), max_length=20, blank=True)
    unit_en = models.CharField(_("unit of measure in English"), max_length=50, blank=True)
    gap_short = models.CharField(_("words for a shortfall"), max_length=100, blank=True)
    gap_short_en = models.CharField(_("words for a shortfall, in English"), max_length=200, blank=True)
    gap_over = models.CharField(_("words for a surplus"), max_length=100, blank=True)
    gap_over_en = models.CharField(_("words for a surplus, in English"), max_length=200, blank=True)
    due_phase = models.ForeignKey(
        Phase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators_due",
        verbose_name=_("due in phase"),
        help_text=_("The whole target from this phase on, where no steps are given."),
    )
    history = HistoricalRecords(m2m_fields=["leads"])

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["plan", "area__number", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="partybuilding_indicator_code_once"),
            models.CheckConstraint(
                condition=Q(upper__isnull=True) | Q(upper__gte=F("target")),
                name="partybuilding_indicator_band_upward",
                violation_error_message=_("The upper end of the band lies below its lower end."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        needs = {targets.Operator.AT_LEAST, targets.Operator.BAND, targets.Operator.SHARE, targets.Operator.FREQUENCY}
        if self.operator in needs and self.target is None and self.kind != self.Kind.TRACKED:
            raise ValidationError({"target": _("Give the target: without it nothing can be judged.")})
        if self.operator == targets.Operator.FREQUENCY and not self.is_flow:
            raise ValidationError({"is_flow": _("What is due per quarter is counted anew each quarter.")})
        for name in ("gap_short", "gap_short_en", "gap_over", "gap_over_en"):
            try:
                getattr(self, name).format(n="", target="", fraction="")
            except (KeyError, ValueError, IndexError) as error:
                raise ValidationError({name: _("Only {n}, {target} and {fraction} can stand in braces.")}) from error
        if self.operator == targets.Operator.BAND and self.upper is None:
            raise ValidationError({"upper": _("Give the upper end of the band.")})

    @property
    def proof_text(self) -> str:
        return pick(self.proof, self.proof_en)

    @property
    def note_text(self) -> str:
        return pick(self.note, self.note_en)

    @property
    def is_tracked(self) -> bool:
        """Whether it is followed without a target."""
        return self.kind == self.Kind.TRACKED

    @property
    def is_optional(self) -> bool:
        """Whether it has a target that does not bind."""
        return self.kind not in {self.Kind.REQUIRED, self.Kind.TRACKED}

    @property
    def is_reported(self) -> bool:
        """Whether the value stands in the community's quarterly report."""
        return self.scope == self.Scope.COMMUNITY and self.source != self.Source.RECORD

    @cached_property
    def is_reported_on(self) -> bool:
        """Whether a report says something on it: asked once for each page."""
        return self.entries.exists()

    @cached_property
    def clause(self) -> targets.Target:
        """The target as the pure layer judges it; reads the prefetched fields."""
        return targets.Target(
            operator=targets.Operator(self.operator),
            fields=tuple(each.spec for each in self.fields.all()),
            goal=self.target,
            upper=self.upper,
            strict=self.strict,
            unit=Bilingual(self.unit, self.unit_en),
            phrases=targets.Phrases(
                short=Bilingual(self.gap_short, self.gap_short_en), over=Bilingual(self.gap_over, self.gap_over_en)
            ),
        )

    @cached_property
    def step_values(self) -> Mapping[int, Decimal]:
        """The steps of the schedule by the key of their phase; reads the prefetched steps."""
        return {step.phase_id: step.value for step in self.steps.all()}

    def schedule(self, phases: Sequence[Phase]) -> pace.Schedule | None:
        """Return what is expected by when, or None if the plan expects nothing; reads the prefetched steps."""
        spans = tuple(phase.span for phase in phases)
        if steps := self.step_values:
            return pace.Schedule(spans, tuple(steps.get(phase.pk) for phase in phases))
        due = next((place for place, phase in enumerate(phases, 1) if phase.pk == self.due_phase_id), None)
        return None if due is None else pace.Schedule.due_in(due, self.whole, spans)

    def terms(self, phases: Sequence[Phase]) -> IndicatorTerms:
        """Return what the indicator asks, as it stands here."""
        steps = self.step_values
        return IndicatorTerms(
            target=self.target,
            upper=self.upper,
            strict=self.strict,
            due=next((phase.number for phase in phases if phase.pk == self.due_phase_id), None),
            steps={phase.number: steps[phase.pk] for phase in phases if phase.pk in steps},
        )

    def set_terms(self, terms: IndicatorTerms, phases: Sequence[Phase]) -> None:
        """Ask what these terms say; nothing is saved."""
        keys = {phase.number: phase.pk for phase in phases}
        self.target, self.upper, self.strict = terms.target, terms.upper, terms.strict
        self.due_phase_id = None if terms.due is None else keys.get(terms.due)
        vars(self).pop("clause", None)
        vars(self)["step_values"] = {keys[number]: value for number, value in terms.steps.items() if number in keys}

    def under(self, terms: IndicatorTerms, phases: Sequence[Phase]) -> "Indicator":
        """Return the indicator as it is judged under these terms: a copy in memory."""
        indicator = copy(self)
        indicator.set_terms(terms, phases)
        return indicator

    @property
    def whole(self) -> Decimal:
        """The final target on the scale of the verdict's amount."""
        match self.operator:
            case targets.Operator.EACH:
                return Decimal(100)
            case targets.Operator.YES_NO:
                return Decimal(len(self.clause.of(targets.FieldRole.CONDITION)))
            case targets.Operator.CHECKLIST if self.target is None:
                return Decimal(len(self.clause.of(targets.FieldRole.ITEM)))
            case _:
                return self.target or Decimal(0)


class IndicatorField(Named):
    """One figure or yes/no that makes up an indicator's value."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="fields", verbose_name=_("indicator"))
    key = models.SlugField(_("key"))
    role = models.CharField(_("role"), max_length=20, choices=roles)
    unit = models.CharField(_("unit of measure"), max_length=20, blank=True)
    unit_en = models.CharField(_("unit of measure in English"), max_length=50, blank=True)
    places = models.PositiveSmallIntegerField(_("decimals"), default=0, validators=[MaxValueValidator(2)])
    quantity = models.CharField(
        _("what it counts"),
        max_length=30,
        blank=True,
        validators=[RegexValidator(r"^[+<]?[a-z][a-z0-9_]*$")],
        help_text=_("Fields of one name state the same figure; “+name” are added up to it, “<name” is a part of it."),
    )
    group = models.CharField(
        _("kind"),
        max_length=30,
        blank=True,
        help_text=_("The two fields of one kind are a part and its whole: their share is shown by itself."),
    )
    group_en = models.CharField(_("kind in English"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        ordering = ["indicator", "order"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "key"], name="partybuilding_indicatorfield_key_once")
        ]

    @property
    def unit_name(self) -> str:
        """The unit as it stands beside an input: the form for many, m², cadres."""
        return Bilingual(self.unit, self.unit_en).counted(2)

    @property
    def spec(self) -> targets.Field:
        return targets.Field(
            key=self.key,
            role=targets.FieldRole(self.role),
            label=Bilingual(self.name, self.name_en),
            unit=Bilingual(self.unit, self.unit_en),
            places=self.places,
            quantity=self.quantity,
            group=Bilingual(self.group, self.group_en),
        )


class ScheduleStep(models.Model):
    """What an indicator is expected to have reached by the end of a phase."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="steps", verbose_name=_("indicator"))
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="steps", verbose_name=_("phase"))
    value = models.DecimalField(_("expected by its end"), max_digits=12, decimal_places=2)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("step of the schedule")
        verbose_name_plural = _("schedule")
        ordering = ["indicator", "phase__number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "phase"], name="partybuilding_schedulestep_once_a_phase")
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.phase}"
