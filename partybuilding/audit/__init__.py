"""The pages on the record of what was done, for whoever has the right to audit."""
