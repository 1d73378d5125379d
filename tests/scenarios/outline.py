"""An indented text as a tree of lines: what ``scenario.txt`` is made of."""

from __future__ import annotations

from dataclasses import dataclass, field


class ScenarioError(Exception):
    """A scenario's text does not say what it should; the message names the line."""


@dataclass
class Line:
    """One line without its indentation, its number in the file, and the lines that are indented below it."""

    text: str
    number: int
    below: list[Line] = field(default_factory=list)

    def pair(self) -> tuple[str, str]:
        """What stands before and after the first colon. Raises ``ScenarioError`` for a line without one."""
        name, colon, value = self.text.partition(":")
        if not colon:
            raise self.error("a name, a colon and a value are expected here")
        return name.strip(), value_of(value)

    def error(self, what: str) -> ScenarioError:
        """The error to raise about this line."""
        return ScenarioError(f"line {self.number}, {self.text!r}: {what}")


def outline(text: str) -> list[Line]:
    """The lines of a text by indentation; empty lines and lines that begin with ``#`` do not count."""
    top: list[Line] = []
    open_lines: list[tuple[int, list[Line]]] = [(-1, top)]
    for number, raw in enumerate(text.splitlines(), start=1):
        stripped = raw.strip()
        if not stripped or stripped.startswith("#"):
            continue
        depth = len(raw) - len(raw.lstrip(" "))
        while open_lines[-1][0] >= depth:
            open_lines.pop()
        line = Line(stripped, number)
        open_lines[-1][1].append(line)
        open_lines.append((depth, line.below))
    return top


def value_of(text: str) -> str:
    """A value as it is written: ``⏎`` is a line break, and quotes keep outer spaces."""
    plain = text.strip()
    if len(plain) > 1 and plain[0] == plain[-1] == '"':
        plain = plain[1:-1]
    return plain.replace("⏎", "\n")


def written(value: str) -> str:
    """The other way round, for what is expected."""
    plain = value.replace("\r\n", "⏎").replace("\n", "⏎")
    return f'"{plain}"' if plain != plain.strip() else plain
