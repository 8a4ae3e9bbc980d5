"""The database of the simulation: made once, and put back as it was before each seed."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tests.simulation.history import new_process


class _NoMigrations:
    """Tables straight from the models, as the suite has them."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


class Ground:
    """A database with the county in it, and a folder for files."""

    def __init__(self) -> None:
        settings.MIGRATION_MODULES = _NoMigrations()
        self.folder = Path(tempfile.mkdtemp(prefix="fengxiang-simulation-"))
        settings.MEDIA_ROOT = self.folder / "media"
        self._own = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        self.name = str(connection.settings_dict["NAME"])

    @property
    def kept(self) -> str:
        return f"{self.name}_kept"

    def keep(self) -> None:
        """Remember the database and the files as they are now."""
        (self.folder / "media").mkdir(exist_ok=True)
        shutil.copytree(self.folder / "media", self.folder / "kept-media")
        connection.close()
        if connection.vendor == "sqlite":
            shutil.copyfile(self.name, self.kept)
        else:
            self._run(f"DROP DATABASE IF EXISTS {self.kept}", f"CREATE DATABASE {self.kept} TEMPLATE {self.name}")

    def put_back(self) -> None:
        """Bring back what was remembered, in a new connection."""
        connection.close()
        shutil.rmtree(self.folder / "media")
        shutil.copytree(self.folder / "kept-media", self.folder / "media")
        if connection.vendor == "sqlite":
            for ending in ("-wal", "-shm"):
                Path(self.name + ending).unlink(missing_ok=True)
            shutil.copyfile(self.kept, self.name)
        else:
            self._run(f"DROP DATABASE {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name} TEMPLATE {self.kept}")
        new_process()

    def clear(self) -> None:
        """Remove everything."""
        connection.close()
        if connection.vendor == "sqlite":
            shutil.rmtree(Path(self.name).parent, ignore_errors=True)
        else:
            self._run(f"DROP DATABASE {self.name} WITH (FORCE)", f"DROP DATABASE IF EXISTS {self.kept}")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *statements: str) -> None:
        cursor: Any
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
