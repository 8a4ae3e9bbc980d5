"""The first day and the last: what is still empty, accounts on a sheet, a secretary's hand-over to the next."""
