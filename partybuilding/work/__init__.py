"""What a person owes, and the page they begin with."""
