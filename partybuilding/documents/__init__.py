"""What is handed over as a file: the report as a workbook, which comes back (docs/workbook.md), and tables of pages."""
