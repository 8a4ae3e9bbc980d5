"""Programs of others that a backup is made with: gpg, pg_dump, pg_restore. Pure: no model and no setting."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext as _

ENCRYPTED = ".gpg"


class CommandFailedError(Exception):
    """A program is not there, or refused; the text says which, and what it said."""


def run(program: str, *args: str, env: Mapping[str, str] | None = None) -> str:
    """Run a program to its end and return what it printed; CommandFailedError if it is not there, or fails."""
    try:
        done = subprocess.run([program, *args], env={**os.environ, **(env or {})}, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise CommandFailedError(_("%s is not installed.") % program) from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip()
        raise CommandFailedError(_("%(program)s failed: %(words)s") % {"program": program, "words": words[-500:]})
    return done.stdout.decode(errors="replace")


def encrypt(plain: Path, to: Path, key_file: Path) -> None:
    """Encrypt a file by what the first line of another holds (OpenPGP, AES-256); `gpg --decrypt` reads it."""
    if not key_file.is_file() or not key_file.read_text().split("\n")[0].strip():
        raise CommandFailedError(_("There is no key in %s.") % key_file)
    # Not compressed: what is damaged can then be named after it is decrypted.
    options = ("--symmetric", "--cipher-algo", "AES256", "--compress-algo", "none", "--no-symkey-cache")
    _gpg(key_file, *options, "--output", str(to), str(plain))


def decrypt(encrypted: Path, to: Path, key_file: Path) -> bool:
    """Decrypt a file and say whether it is what was encrypted.

    What was changed on the way is decrypted as far as it goes; CommandFailedError if nothing of it is.
    """
    try:
        _gpg(key_file, "--output", str(to), "--decrypt", str(encrypted))
    except CommandFailedError:
        if not to.exists() or not to.stat().st_size:
            raise
        return False
    return True


def _gpg(key_file: Path, *args: str) -> None:
    """Run gpg in a home of its own, which goes with its agent."""
    with tempfile.TemporaryDirectory(prefix="gpg-") as home:
        options = ("--batch", "--quiet", "--homedir", home, "--pinentry-mode", "loopback", "--passphrase-file")
        try:
            run("gpg", *options, str(key_file), *args)
        finally:
            with suppress(CommandFailedError):
                run("gpgconf", "--homedir", home, "--kill", "gpg-agent")
