"""Values verified on site, and the lists they are drawn by."""
