"""How an action says no."""


class Refused(Exception):  # noqa: N818 - reads as what it is: raise Refused(why)
    """The act is not possible as things stand; its text tells the user why, in their words."""
