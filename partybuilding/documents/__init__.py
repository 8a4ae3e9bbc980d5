"""What is handed over as a file and comes back as one: the quarterly report as a workbook. docs/workbook.md"""
