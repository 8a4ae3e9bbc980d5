"""How an action says no."""


class ActionError(Exception):
    """The act is not possible as things stand; its text tells the user why, in their words."""
