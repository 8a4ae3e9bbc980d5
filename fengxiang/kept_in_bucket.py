"""Where several machines keep the site's files together: apart, because one machine has no client for buckets."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from fengxiang.kept_files import Noted


class KeptInBucket(Noted, S3Storage):
    """A bucket: it takes a file as a whole by itself."""

    failures = (OSError, BotoCoreError, ClientError)

    def _keep(self, name: str, content: "File[Any]") -> str:
        return str(S3Storage._save(self, name, content))
