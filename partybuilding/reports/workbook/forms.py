"""The upload of a filled-in workbook."""

from django import forms
from django.utils.translation import gettext_lazy


class WorkbookForm(forms.Form):
    """The file; whether it is a workbook is found out by reading it."""

    workbook = forms.FileField(
        label=gettext_lazy("Filled-in workbook (.xlsx)"),
        max_length=200,
        allow_empty_file=True,  # told like any other file that is no workbook
        error_messages={"required": gettext_lazy("Choose the workbook to upload.")},
    )
