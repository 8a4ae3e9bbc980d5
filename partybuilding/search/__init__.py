"""One search over everything of a plan that has a name or a number."""
