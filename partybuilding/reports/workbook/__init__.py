"""The quarterly report as a workbook: written, read back, compared, marked."""
