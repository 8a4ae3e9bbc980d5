"""What every room uses: the one door, errors, tables, uploads."""
