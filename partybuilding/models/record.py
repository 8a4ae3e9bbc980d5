"""What was done here, by whom and from where: a record that can be witnessed (docs/record.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryKind(models.TextChoices):
    """What sort of thing an entry of the record tells of."""

    ACT = "act", pgettext_lazy("record", "Act")
    ACCOUNT = "account", pgettext_lazy("record", "Account")
    PASSWORD = "password", pgettext_lazy("record", "Password")
    SETTING = "setting", pgettext_lazy("record", "Setting")
    LOGIN = "login", pgettext_lazy("record", "Login")
    LOCK = "lock", pgettext_lazy("record", "Lock")
    LOGOUT = "logout", pgettext_lazy("record", "Logout")
    READ = "read", pgettext_lazy("record", "Personal data read")
    EXPORT = "export", pgettext_lazy("record", "Export")
    DOWNLOAD = "download", pgettext_lazy("record", "Download")
    DENIED = "denied", pgettext_lazy("record", "No access")
    AUDIT = "audit", pgettext_lazy("record", "Record read")
    JOB = "job", pgettext_lazy("record", "Backup and other jobs")
    PURGE = "purge", pgettext_lazy("record", "Old entries removed")


class EntryOutcome(models.TextChoices):
    """How what an entry tells of ended."""

    DONE = "done", pgettext_lazy("record", "done")
    REFUSED = "refused", pgettext_lazy("record", "refused")
    FAILED = "failed", pgettext_lazy("record", "failed")
    SHOWN = "shown", pgettext_lazy("record", "form shown again")
    REPEATED = "repeated", pgettext_lazy("record", "sent again")


class AuditEntry(models.Model):
    """One entry of the record: written once, in its act's transaction, and never changed.

    Positions count from 0 without a gap. Who did it is told as it was then, so that no later change of an account
    changes it. `before` and `after` are canonical JSON of what changed, `sha256` and `sm3` the roots of the tree over
    all entries up to this one. The database refuses UPDATE and DELETE (record/triggers.py); written by record/log.py
    alone.
    """

    position = models.PositiveBigIntegerField(_("position"), primary_key=True)
    moment = models.DateTimeField(_("moment"))
    kind = models.CharField(pgettext_lazy("record", "kind"), max_length=10, choices=EntryKind)
    name = models.CharField(_("act or address"), max_length=120)
    outcome = models.CharField(_("outcome"), max_length=10, choices=EntryOutcome)
    actor = models.BigIntegerField(_("account's number"), null=True)
    actor_name = models.CharField(_("who"), max_length=80)
    actor_role = models.CharField(_("role then"), max_length=20)
    actor_unit = models.CharField(_("unit then"), max_length=120)
    source = models.CharField(_("from"), max_length=45)
    request = models.CharField(_("request"), max_length=20)
    object_type = models.CharField(_("type of object"), max_length=60)
    object_id = models.CharField(_("object's number"), max_length=60)
    object_label = models.CharField(_("object"), max_length=200)
    before = models.TextField(_("before"))
    after = models.TextField(_("after"))
    reason = models.CharField(_("reason"), max_length=500)
    sha256 = models.CharField("SHA-256", max_length=64)
    sm3 = models.CharField("SM3", max_length=64)

    class Meta:
        verbose_name = _("entry of the record")
        verbose_name_plural = _("entries of the record")
        ordering = ["-position"]
        indexes = [
            # Each act pays for the indexes: moments, which run with positions, are found by halving, and acts, which
            # are the most, by looking.
            models.Index(fields=["actor", "position"], name="partybuilding_audit_actor"),
            models.Index(fields=["kind", "position"], name="partybuilding_audit_kind", condition=~models.Q(kind="act")),
            models.Index(fields=["object_type", "object_id", "position"], name="partybuilding_audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"


class AuditHead(models.Model):
    """The one row that says how long the record is: locked by whoever adds an entry.

    `sha256` and `sm3` are the compact tree: the roots of its full subtrees, the largest first, 64 hexadecimal digits
    each. `first` is the position of the first entry still kept, `first_sha256` and `first_sm3` the compact tree over
    those before it, which were purged.
    """

    size = models.PositiveBigIntegerField(_("entries"), default=0)
    sha256 = models.TextField("SHA-256", blank=True)
    sm3 = models.TextField("SM3", blank=True)
    first = models.PositiveBigIntegerField(_("first entry kept"), default=0)
    first_sha256 = models.TextField(_("SHA-256 of what was purged"), blank=True)
    first_sm3 = models.TextField(_("SM3 of what was purged"), blank=True)

    class Meta:
        verbose_name = _("head of the record")
        verbose_name_plural = _("heads of the record")

    def __str__(self) -> str:
        return str(self.size)


class PrintedHead(models.Model):
    """A head of the record as it was printed: on a paper, a snapshot, an invitation, or in a backup's manifest.

    How many entries there were, and the roots of both trees over them; whoever holds the sheet is a witness.
    """

    size = models.PositiveBigIntegerField(_("entries"))
    sha256 = models.CharField("SHA-256", max_length=64)
    sm3 = models.CharField("SM3", max_length=64)
    object_type = models.CharField(_("type of object"), max_length=60)
    object_id = models.PositiveBigIntegerField(_("object's number"))

    class Meta:
        verbose_name = _("printed head of the record")
        verbose_name_plural = _("printed heads of the record")
        indexes = [models.Index(fields=["object_type", "object_id"], name="partybuilding_printed_on")]

    def __str__(self) -> str:
        return f"{self.size} {self.object_type} {self.object_id}"
