"""Ten years of one county, and thousands of plans: what grows, and what it costs (make long-life)."""
