"""Where several machines keep the site's files together: apart, because one machine has no client for buckets."""

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from fengxiang.kept_files import Noted


class KeptInBucket(Noted, S3Storage):
    """A bucket: it takes a file as a whole by itself."""

    failures = (OSError, BotoCoreError, ClientError)
