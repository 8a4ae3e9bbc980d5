"""Real processes are killed under load, on both databases, and everything acknowledged is looked for."""
