"""The pages of a register that hand out a workbook and take one in: the check, and the word that it is meant."""

import logging
from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.encoding import force_str
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.tmp_storages import MediaStorage
from tablib import Dataset

from communities.access import can_view_data
from communities.admin.base import person
from communities.admin.exchange import KEY_LABEL, RegisterResource
from communities.admin.exchange_workbook import RegisterWorkbook, renamed, workbook_of
from fengxiang import clock, waiting
from fengxiang.bilingual import listed
from fengxiang.forms import TextField
from fengxiang.kept_files import not_kept
from fengxiang.workbooks import CONTENT_TYPE, MAX_BYTES, WorkbookError, too_large

logger = logging.getLogger(__name__)

TIME_TO_CONFIRM = timedelta(hours=1)
FAULTS_SHOWN = 200


class UploadStore(MediaStorage):
    """Uploads that wait to be confirmed, in a folder of their own, for an hour."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, MEDIA_FOLDER=waiting.IMPORTS)

    def save(self, data: bytes) -> None:
        """Keep an upload, and remove those nobody confirmed."""
        waiting.forget_older(self.MEDIA_FOLDER, TIME_TO_CONFIRM)
        super().save(data)

    def read(self) -> bytes:
        """Return what waits; NotKeptError if it cannot be read."""
        try:
            return bytes(super().read())
        except OSError as error:
            raise not_kept(self.get_full_path(), error) from error

    def remove(self) -> None:
        waiting.forget(self.get_full_path())


class RegisterImportForm(ImportForm):
    """The workbook to send."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["import_file"]
        file.label = _("workbook (.xlsx)")
        file.widget.attrs = {"accept": ".xlsx"}
        for name in ("format", "resource"):
            self.fields[name] = TextField(required=False, widget=forms.HiddenInput())

    @property
    def media(self) -> forms.Media:
        return forms.Media()

    def clean_format(self) -> str:
        return "0"

    def clean_resource(self) -> str:
        return ""

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if not file.name.lower().endswith(".xlsx"):
            raise ValidationError(_("Only workbooks of the kind .xlsx are taken: save the table as one."))
        if file.size > MAX_BYTES:
            raise ValidationError(too_large())
        return file


class RegisterConfirmForm(ConfirmImportForm):
    """The word that what the dry run showed is meant; it names the upload under a seal."""

    def __init__(self, *args: Any, seal: str, state: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seal, self.state = seal, state

    @property
    def ticked(self) -> set[int]:
        """The rows that may be an entry already there, and are meant all the same."""
        return {int(row) for row in self.data.getlist("take") if row.isdecimal() and len(row) < 6}

    def clean_format(self) -> str:
        return "0"

    def clean_resource(self) -> str:
        return ""

    def clean_import_file_name(self) -> str:
        """Return the name of the upload, if this person sent it for this register and neither has changed since."""
        try:
            sealed = signing.loads(self.cleaned_data["import_file_name"], salt=self.seal, max_age=TIME_TO_CONFIRM)
        except signing.BadSignature:
            sealed = None
        if sealed is None or not default_storage.exists(f"{waiting.IMPORTS}/{sealed['name']}"):
            raise ValidationError(_("This workbook does not wait here any more. Send it again."))
        if sealed["state"] != self.state:
            raise ValidationError(_("The register has been changed since the check. Send the workbook again."))
        return str(sealed["name"])


class ExchangeMixin(ImportExportMixin):
    """For the page of a register: export and import by workbook, for whoever keeps it."""

    resource_classes: ClassVar[list[type[RegisterResource]]]
    import_export_change_list_template = "admin/change_list_with_exchange.html"
    import_template_name = "admin/exchange_import.html"
    import_form_class = RegisterImportForm
    confirm_form_class = RegisterConfirmForm
    tmp_storage_class = UploadStore
    skip_export_form = True
    skip_admin_log = True  # the history of each entry says who and when
    formats: ClassVar[list[type[RegisterWorkbook]]] = [RegisterWorkbook]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request)) and can_view_data(person(request))

    # --- export ---

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        related = self.resource_classes[0].related()
        return cast("QuerySet[Any]", super().get_export_queryset(request).select_related(*related))

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], **kwargs: Any) -> bytes:
        resource = self.resource_classes[0]()
        dataset = resource.export(queryset=queryset)
        cells = resource.cells()
        logger.info("%s exported %d entries of %s", request.user, len(dataset), self.opts.label)
        title = force_str(self.opts.verbose_name_plural)
        return workbook_of(title, dataset, [cell.number_format for cell in cells], [cell.offers for cell in cells])

    @method_decorator(require_safe)
    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Hand out the entries that the filters of the list leave over."""
        try:
            response: HttpResponse = super().export_action(request)
        except IncorrectLookupParameters:
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        name = f"{self.opts.verbose_name_plural} {clock.today():%Y-%m-%d}.xlsx"
        response["Content-Disposition"] = content_disposition_header(True, name) or ""
        response["Content-Type"] = CONTENT_TYPE
        return response

    # --- import ---

    def _state(self) -> int:
        """Return the number of the register's last change."""
        last = self.model.history.order_by("-history_id").values_list("history_id", flat=True).first()
        return int(last or 0)

    def _seal(self, request: HttpRequest) -> str:
        return f"exchange:{self.opts.label}:{request.user.pk}"

    def get_confirm_form_kwargs(self, request: HttpRequest, import_form: Any = None) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_confirm_form_kwargs(request, import_form)
        return kwargs | {"seal": self._seal(request), "state": self._state()}

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_confirm_form_initial(request, import_form)
        if import_form is not None:
            sealed = {"name": initial["import_file_name"], "state": self._state()}
            initial["import_file_name"] = signing.dumps(sealed, salt=self._seal(request))
        return initial

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        return {"ticked": form.ticked} if isinstance(form, RegisterConfirmForm) else {}

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        kwargs = super().get_import_data_kwargs(**kwargs)
        return kwargs | {"rollback_on_validation_errors": True}

    def get_import_formats(self) -> list[Any]:
        """Return the one format, reading the heads as this register's."""
        words = self.resource_classes[0].words()

        class Reader(RegisterWorkbook):
            def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Dataset:
                dataset, letters = renamed(super().create_dataset(in_stream, **kwargs), words)
                if "id" not in letters:
                    raise WorkbookError(
                        _("The column “%(column)s” is missing. Leave it empty for new entries.") % {"column": KEY_LABEL}
                    )
                dataset.letters = letters
                return dataset

        return [Reader]

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        if not isinstance(e, WorkbookError):
            raise e
        form.add_error("import_file", str(e))

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def import_action(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Take a workbook, try it, and show what it would change or what is wrong with it."""
        response = super().import_action(request, **kwargs)
        file = request.FILES.get("import_file")
        if "confirm_form" not in response.context_data and (name := getattr(file, "tmp_storage_name", None)):
            UploadStore(name=name).remove()
        return self._shown(response)

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Take for good what the dry run showed, if nothing has changed since."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        with transaction.atomic():
            # One at a time: whoever comes second finds the register changed.
            ContentType.objects.select_for_update().get(app_label=self.opts.app_label, model=self.opts.model_name)
            form = self.create_confirm_form(request)
            if not form.is_valid():
                for message in form.errors.get("import_file_name", [_("Send the workbook again.")]):
                    messages.error(request, message)
                return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
            return super().process_import(request, **kwargs)

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            # The dry run had found nothing, and rules hang on the day and on other registers.
            for row, place, message in result.faults[:FAULTS_SHOWN]:
                messages.error(request, _("Row %(row)d: %(message)s") % {"row": row, "message": f"{place} {message}"})
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
        done: HttpResponseRedirect = super().process_result(result, request)
        return done

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        left_out = [str(row.sheet_row) for row in result.rows if row.doubts and row.import_type == "skip"]
        text = _("Taken from the workbook: %(new)d new, %(update)d changed, %(skip)d unchanged.")
        messages.success(request, text % (result.totals | {"skip": result.totals["skip"] - len(left_out)}))
        if left_out:
            rows = listed(left_out)
            messages.warning(request, _("Left out, as they were not ticked: rows %(rows)s.") % {"rows": rows})

    def _shown(self, response: Any) -> Any:
        """Add to the page what it shows of the dry run, ready to be printed."""
        context = response.context_data
        context["title"] = _("Import from Excel")
        context["subtitle"] = capfirst(context["opts"].verbose_name_plural)
        if (result := context.get("result")) is not None:
            rows = [row for row in result.rows if row.import_type in {"new", "update"}]
            faults = result.faults
            sure = Counter(row.import_type for row in rows if not row.doubts)
            totals = result.totals | {"new": sure["new"], "update": sure["update"]}
            context |= {"totals": totals, "rows": rows, "faults": faults[:FAULTS_SHOWN]}
            context["doubtful"] = [row for row in rows if row.doubts]
            context["more_faults"] = len(faults) - len(context["faults"])
        response.context_data = context
        return response
