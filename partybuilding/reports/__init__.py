"""The quarterly report: form, review, board, evidence, workbook, burden."""
