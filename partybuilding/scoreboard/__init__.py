"""Where every pilot stands, and the pages that show it."""
