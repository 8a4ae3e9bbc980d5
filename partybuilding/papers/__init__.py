"""Official papers: content, typesetting, register."""
