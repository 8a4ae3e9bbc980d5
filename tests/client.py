"""The tests' browser: it sends a form to its end, as the site's pages do."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.test import client as django

from fengxiang.whole_body import FORM_END


class Client(django.Client):
    """Django's, with the field that ends every form behind what a test posts as one.

    Its key is as of a page just drawn, unless the test names one.

    A body that a test has written itself goes as it is, and so does what `generic` sends.
    """

    def post(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        if data is None or isinstance(data, Mapping):
            data = dict(data or {})
            data[FORM_END] = data.pop(FORM_END, str(uuid4()))
        return super().post(path, data, *args, **kwargs)
