"""Pieces of pages that are drawn once and kept, by everything they are drawn of."""

from collections.abc import Hashable
from enum import Enum
from typing import Any

from django import template
from django.template import Node, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from partybuilding.shared.remembered import Remembered
from partybuilding.targets.quarter import Quarter

register = template.Library()

_PIECES: Remembered[SafeString] = Remembered(6_000)  # some 8 MB: a cell is drawn in 1 kB
_VALUES = (str, int, float, Quarter, Enum, type(None))  # equal ones are drawn alike


class _Same:
    """A thing that is equal to itself alone, whatever it says of itself: two rows of one key may differ."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.thing is self.thing


def _kept_by(thing: Any) -> Hashable:
    if isinstance(thing, _VALUES):
        return type(thing), thing
    drawn_of = getattr(type(thing), "drawn_of", None)
    return (type(thing), drawn_of(thing)) if drawn_of else _Same(thing)


class PieceNode(Node):
    """A template drawn with what it is given, and with nothing else of the page."""

    def __init__(self, name: str, given: dict[str, FilterExpression]) -> None:
        self.name = name
        self.given = given
        self.names = tuple(given)  # `brief=True` is not `linked=True`

    def render(self, context: Context) -> SafeString:
        given = {name: expression.resolve(context) for name, expression in self.given.items()}
        key = (self.name, get_language(), self.names, *map(_kept_by, given.values()))

        def drawn() -> SafeString:
            return context.template.engine.get_template(self.name).render(Context(given))  # type: ignore[union-attr] # it is being drawn

        return _PIECES.of(key, drawn)


@register.tag
def piece(parser: Parser, token: Token) -> PieceNode:
    """Include a template that sees only what it is given: `{% piece "scoreboard/cell.html" cell=cell %}`.

    It is drawn once for each language and for the same things: a word or a number is the same as one equal to it, what
    has a `drawn_of()` as one of which that returns the same, and everything else only as itself. So what is given is
    never changed once it is made; a plan's context, its cells and what is made of them are not.
    """
    _tag, name, *rest = token.split_contents()
    given = token_kwargs(rest, parser)
    if rest or name[0] not in "\"'":
        raise TemplateSyntaxError('write {% piece "template.html" name=value … %}')
    return PieceNode(name[1:-1], given)
