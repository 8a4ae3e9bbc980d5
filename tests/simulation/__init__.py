"""A county in a box: `make simulate SEED=n`, one process, the product's clock, faults (docs/reliability.md)."""
