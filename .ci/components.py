"""What the site is made of: `sbom` (CycloneDX 1.5 as JSON), `licences`, and `holes`, the known ones.

The pins of requirements/shared.txt, with what the installed packages say of themselves. Holes are looked up by
pip-audit, which is no part of the project; where it or its data cannot be had, that is said, and the command fails:
nothing was checked.
"""

# ruff: noqa: S603, T201 -- it starts pip-audit and prints, on a developer's machine

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from importlib.util import find_spec
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


def holes() -> int:
    """Look for known holes; return 0 if there are none, 1 if there are, NOT_CHECKED if nobody could say."""
    if find_spec("pip_audit") is None:
        print("Not checked: pip-audit is not installed here.")
        return NOT_CHECKED
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--disable-pip",
        "--require-hashes",
        "-r",
        str(PINS),
        "--format",
        "json",
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found = json.loads(result.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"Not checked: the data cannot be had. {result.stderr.strip()[-300:]}")
        return NOT_CHECKED
    for each in found:
        for hole in each.get("vulns", []):
            mended = ", ".join(hole["fix_versions"]) or "nothing yet"
            print(f"{each['name']} {each['version']}: {hole['id']}, mended in {mended}")
    return int(any(each.get("vulns") for each in found))


def main(what: str) -> int:
    """Print what is asked for; return what to exit with."""
    if what == "sbom":
        print(json.dumps(sbom(), ensure_ascii=False, indent=2))
    elif what == "licences":
        for name, version, _hashes in pins():
            print(f"{name:<28}{version:<14}{licence(name)}")
    elif what == "holes":
        return holes()
    else:
        print("sbom, licences or holes?", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
