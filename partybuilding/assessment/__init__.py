"""The final assessment 终期评估: one sheet per pilot, rated by its branch and the department, approved and kept."""
