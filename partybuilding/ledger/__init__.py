"""Action items from opening to close-out."""
