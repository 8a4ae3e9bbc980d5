"""What the site is made of: `sbom` (CycloneDX 1.5 as JSON), `licences`, and `holes`, the known ones.

The pins of requirements/shared.txt, with what the installed packages say of themselves. Holes are looked up by
pip-audit, which `make holes` installs when it is asked for; where it or its data cannot be had, of all packages or of
some, that is said, and the command fails: what was not looked up was not checked.
"""

import json
import re
import runpy
import sys
from contextlib import redirect_stdout, suppress
from importlib.metadata import PackageNotFoundError, metadata
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "requirements" / "shared.txt"
PIN = re.compile(
    r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;\\]+)[^\n]*\n((?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)*)", re.MULTILINE
)
HASH = re.compile(r"sha256:([0-9a-f]{64})")
UNKNOWN = "not said"
NOT_CHECKED = 3


def pins() -> list[tuple[str, str, list[str]]]:
    """Return name, version and hashes of every package that may be installed to run the site."""
    return [(name, version, HASH.findall(hashes)) for name, version, hashes in PIN.findall(PINS.read_text())]


def licence(name: str) -> str:
    """Return the licence an installed package names: its expression, its classifiers, or the first line of its text."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return UNKNOWN
    kinds = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or [] if each.startswith("License ::")]
    text = (about.get("License") or "").strip().splitlines()
    return about.get("License-Expression") or ", ".join(kinds) or (text[0][:80] if text else UNKNOWN)


def sbom() -> dict[str, Any]:
    """Return the bill of materials: the site, and each package with its version, address, licence and hashes."""
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "licenses": [{"license": {"name": licence(name)}}],
            "properties": [{"name": "sha256 of a file it may come as", "value": each} for each in hashes],
        }
        for name, version, hashes in pins()
    ]
    site = {"type": "application", "name": "fengxiang", "version": "0.1.0"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": site},
        "components": components,
    }


def write(line: str) -> None:
    """Write a line for whoever asked."""
    sys.stdout.write(f"{line}\n")


def audited() -> str:
    """Return what pip-audit writes about the pins."""
    out, before = StringIO(), sys.argv
    sys.argv = ["pip-audit", "--disable-pip", "--require-hashes", "-r", str(PINS), "--format", "json"]
    try:
        with redirect_stdout(out), suppress(SystemExit):
            runpy.run_module("pip_audit", run_name="__main__")
    finally:
        sys.argv = before
    return out.getvalue()


def holes() -> int:
    """Look for known holes; return 0 if there are none, 1 if there are, NOT_CHECKED if nobody could say."""
    if find_spec("pip_audit") is None:
        write("Not checked: pip-audit is not installed here.")
        return NOT_CHECKED
    try:
        packages = json.loads(audited())["dependencies"]
    except (ValueError, KeyError):
        write("Not checked: the data cannot be had.")
        return NOT_CHECKED
    for each in packages:
        for hole in each.get("vulns", []):
            mended = ", ".join(hole["fix_versions"]) or "nothing yet"
            write(f"{each['name']} {each['version']}: {hole['id']}, mended in {mended}")
    # A package that the index does not know is passed over: no hole is known then, and none was looked for.
    if passed_over := sorted(
        {name for name, *_more in pins()} - {each["name"] for each in packages if "vulns" in each}
    ):
        write(f"Not checked, as the index tells nothing of them: {', '.join(passed_over)}.")
    if any(each.get("vulns") for each in packages):
        return 1
    return NOT_CHECKED if passed_over else 0


def main(what: str) -> int:
    """Write what is asked for; return what to exit with."""
    if what == "sbom":
        write(json.dumps(sbom(), ensure_ascii=False, indent=2))
    elif what == "licences":
        for name, version, _hashes in pins():
            write(f"{name:<28}{version:<14}{licence(name)}")
    elif what == "holes":
        return holes()
    else:
        sys.stderr.write("sbom, licences or holes?\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
