"""Tags that every template knows: settings.TEMPLATES."""
