"""Words of libraries that this office says otherwise, or that a library has in no Chinese.

Nothing imports this module: gettext finds the words in it, so that they stand in our catalogue, which goes before those
of Django, axes, simple_history and import_export. In English theirs stay.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

# Django's staff pages.
_("Action:")
_("Add")
_("Add %(name)s")
_("Add %s")
_("Add another %(model)s")
_("Add another %(verbose_name)s")
_("All dates")
_("Any date")
_("Are you sure?")
_("Breadcrumbs")
_("Change")
_("Change %s")
_("Change history: %s")
_("Change:")
_("Clear all filters")
_("Clear selection")
_("Currently:")
_("Delete multiple objects")
_("Error:")
_("Delete selected %(verbose_name_plural)s")
_("Go")
_("Hide counts")
_("Hold down “Control”, or “Command” on a Mac, to select more than one.")
_("Items must be selected in order to perform actions on them. No items have been changed.")
_("My actions")
_("No action selected.")
_("No date")
_("No, take me back")
_("None")
_("None available")
_("Objects")
_("Recent actions")
_("Run the selected action")
_("Save and add another")
_("Save and continue editing")
_("Save and view")
_("Select %s")
_("Select %s to change")
_("Select %s to view")
_("Select this object for an action - {}")
_("Select all objects on this page for an action")
_("Show counts")
_("Start typing to filter…")
_("Filter navigation items")
_("The %(name)s “%(obj)s” was deleted successfully.")
_("The {name} “{obj}” was added successfully. You may add another {name} below.")
_("The {name} “{obj}” was added successfully.")
_("The {name} “{obj}” was changed successfully. You may add another {name} below.")
_("The {name} “{obj}” was changed successfully. You may edit it again below.")
_("The {name} “{obj}” was changed successfully.")
_("You may edit it again below.")
_("Yes, I’m sure")
_("0 of %(cnt)s selected")
_("%(app)s administration")
ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected")
ngettext_lazy("%(counter)s result", "%(counter)s results")
ngettext_lazy("%(count)s %(name)s was changed successfully.", "%(count)s %(name)s were changed successfully.")
_("%(full_result_count)s total")
_("Filter")
_("True")
_("False")
_(" By %(filter_title)s ")
_("This field is required.")
_("Enter a valid email address.")
_("%(model)s instance with %(field)s %(value)r is not a valid choice.")
_(
    "ManagementForm data is missing or has been tampered with. Missing fields: %(field_names)s. "
    "You may need to file a bug report if the issue persists."
)
_("You don’t have permission to view or edit anything.")
_(
    'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? '
    "All of the following related items will be deleted:"
)
_(
    "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related objects, "
    "but your account doesn't have permission to delete the following types of objects:"
)
_(
    "Deleting the selected %(objects_name)s would result in deleting related objects, "
    "but your account doesn't have permission to delete the following types of objects:"
)
_("Model name")
_("Add link")
_("Change or view list link")

# Django's accounts.
_("Username")
_("Set password")
ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
ngettext_lazy(
    "Your password must contain at least %(min_length)d character.",
    "Your password must contain at least %(min_length)d characters.",
)
_("Your password can’t be too similar to your other personal information.")
_("Your old password was entered incorrectly. Please enter it again.")
_("Reset password")
_("Raw passwords are not stored, so there is no way to see the user’s password.")
_("Enter a new password for the user <strong>%(username)s</strong>.")
_("First, enter a username and password. Then, you’ll be able to edit more user options.")
_("After you’ve created a user, you’ll be able to edit more user options.")

# axes: logins that failed.
_("Access Attempt")
_("Access lock out")
_("Attempt Remaining")
_("Attempt Time")
_("Clean up expired attempts")
_("Expires At")
_("Failed Logins")
_("Form Data")
_("GET Data")
_("HTTP Accept")
_("IP Address")
_("Locked Out")
_("Logout Time")
_("Meta Data")
_("Not set")
_("POST Data")
_("Path")
_("Session key hash (sha256)")
_("User Agent")
_("access attempt")
_("access attempts")
_("access failure")
_("access failures")
_("access log")
_("access logs")
_("The time when access attempt expires and is no longer valid.")
_("access attempt expiration")
_("access attempt expirations")

# import_export: registers by workbook.
_("Import finished: {} new, {} updated, {} deleted and {} skipped {}.")
_("No valid data to import. Ensure your file has the correct headers or data for import.")
_("Value could not be parsed.")
_("export failed due to IllegalCharacterError")
