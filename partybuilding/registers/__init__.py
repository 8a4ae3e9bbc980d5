"""What the registers and the county's own records say, and the records' page."""
