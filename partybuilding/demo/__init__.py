"""The demonstration: three invented communities living through the plan of 2004-2006 (`manage.py demo`).

Everything in here is made up. Tables, one row an entry: `people` (accounts and cadres), `registers` and `cobuilding`
(what the communities have), `reports` (what they say of themselves), `words` (how they say it), `story` (on which day,
and what came of it). `build` puts it all into the database: `fill` enters the registers, `tell` files the reports.
"""
