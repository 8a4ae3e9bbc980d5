"""A plan as a data package: tables and files that can be read without this product, for the archive."""
