"""What `make never-stale` came to, in one line at the end."""

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Add up what the histories and the saves under load have recorded of themselves."""
    passed = terminalreporter.stats.get("passed", [])
    acts, sums, histories = Counter[str](), Counter[str](), 0
    for report in passed:
        for name, value in report.user_properties:
            if name == "acts":
                acts.update(value)
                histories += 1
            elif isinstance(value, int):  # the drawn requests (tests/fuzz) record other things
                sums[name] += value
    if histories:
        faults = sum("test_a_planted_fault_is_found" in report.nodeid for report in passed)
        terminalreporter.write_line(
            f"never stale: {histories} histories, {acts.total()} acts of {len(acts)} kinds, {sums['answers']} answers "
            f"({sums['from the store']} from the store, {sums['times 304']} times 304); {sums['saves']} saves under "
            f"load beside {sums['read meanwhile']} pages; {faults} planted faults found."
        )
