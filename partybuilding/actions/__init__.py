"""What users do, one function per act: locked, one legal step or a named refusal, written into the history."""
