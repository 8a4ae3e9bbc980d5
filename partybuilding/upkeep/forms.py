"""The short form of a register: what an entry needs, the community and the day filled in already."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.models import modelform_factory

from communities.forms import entry_field
from communities.models import Community
from communities.models.base import Entry
from fengxiang import clock
from partybuilding.upkeep.register_kinds import RegisterKind

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class EntryForm(ModelForm):
    """A new entry of one community; it begins today unless another day is given."""

    instance: Entry

    def __init__(self, community: Community, data: Any = None) -> None:
        instance = self._meta.model(community=community)
        super().__init__(data, instance=instance, initial={"since": clock.today()}, auto_id="entry-%s")
        if "since" in self.fields:
            self.fields["since"].help_text = ""
        for name in ("use", "kind"):
            if name in self.fields:
                offered = [choice for choice in cast("Any", self.fields[name]).choices if choice[0]]
                self.fields[name].widget = forms.RadioSelect(choices=offered)

    @property
    def counted(self) -> tuple[int, int]:
        """How many things have to be given, the community among them, and how many are filled in already."""
        needed = [name for name, field in self.fields.items() if field.required]
        filled = [name for name in needed if self.get_initial_for_field(self.fields[name], name) not in (None, "")]
        return len(needed) + 1, len(filled) + 1

    @property
    def needed(self) -> list[BoundField]:
        return [each for each in self if each.field.required]

    @property
    def optional(self) -> list[BoundField]:
        return [each for each in self if not each.field.required]


def form_of(kind: RegisterKind) -> type[EntryForm]:
    """Return the class of a register's short form."""
    form = modelform_factory(kind.model, EntryForm, fields=kind.fields, formfield_callback=entry_field)
    return cast("type[EntryForm]", form)
