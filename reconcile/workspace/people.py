"""Who is at work, and what each person may do in a practice: viewers look, reviewers decide, approvers apply.

On one's own machine nobody signs in, and the user of the machine may do everything. Where the app is served to others, the pages
say who is at work (``act_as``) before they open a practice, and every write is checked against that and kept under that name.
"""

from __future__ import annotations

import contextlib
import contextvars
import enum
import functools
import getpass
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from reconcile.errors import BadInput, NeedsUser, NotAllowed


class Role(enum.StrEnum):
    """What a person may do; each role may also do what the ones before it may."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    APPROVER = "approver"

    def covers(self, other: Role) -> bool:
        """Whether this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


MAY = {
    Role.VIEWER: "may look at everything and change nothing",
    Role.REVIEWER: "takes snapshots, links, decides pairs and builds plans",
    Role.APPROVER: "also applies plans and changes settings, connections and people",
}
"""Each role in words."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at work: the name that writes are kept under, and the role in the practice at hand."""

    name: str
    role: Role


_acting: contextvars.ContextVar[Person | None] = contextvars.ContextVar("acting", default=None)
P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")


def at_work() -> Person:
    """Who is at work: the person set by ``act_as``, or else the user of this machine, who may do everything."""
    return _acting.get() or Person(_user_of_this_machine(), Role.APPROVER)


def act_as(person: Person | None) -> None:
    """From now on, in this thread, writes are this person's; ``None``: those of the machine's user."""
    _acting.set(person)


@contextlib.contextmanager
def acting_as(person: Person) -> Iterator[None]:
    """``act_as`` for a block."""
    token = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(token)


def whoami() -> str:
    """The name that decisions and runs are kept under where none is given."""
    return at_work().name


def needs(role: Role) -> Callable[[Callable[Concatenate[S, P], T]], Callable[Concatenate[S, P], T]]:
    """Marks a method that only people of this role (or a wider one) may call; others get ``NotAllowed``, and nothing is done."""

    def marked(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
        @functools.wraps(method)
        def checked(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
            require(role)
            return method(self, *args, **kwargs)

        return checked

    return marked


def require(role: Role) -> None:
    """Raises ``NotAllowed`` where the person at work has a narrower role than this."""
    person = at_work()
    if not person.role.covers(role):
        raise NotAllowed(
            f"{person.name} is a {person.role.value} in this practice, and a {person.role.value} {MAY[person.role]}.",
            title=f"Only {'an' if role is Role.APPROVER else 'a'} {role.value} can do this",
            hint=f"Ask somebody who is {'an' if role is Role.APPROVER else 'a'} {role.value}; Settings lists who.",
        )


def read_people(folder: Path) -> dict[str, Role]:
    """The people of a practice and their roles, by name (an email address, in small letters); none where nobody was named.

    Raises ``BadInput`` where the file cannot be understood: nobody gets in by a broken list.
    """
    try:
        text = (folder / "people.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    try:
        return {str(name).strip().lower(): Role(role) for name, role in json.loads(text).items()}
    except (ValueError, AttributeError) as error:
        hint = "Correct it, or remove it and name the people again with `python -m reconcile people`."
        raise BadInput("people.json cannot be understood.", title="The list of people is broken", hint=hint) from error


def save_people(folder: Path, people: Mapping[str, Role | str]) -> None:
    """Keeps the whole list, readable by its owner alone.

    Raises ``NeedsUser`` for a role or a name that is none, and keeps nothing then.
    """
    checked = {}
    for name, role in people.items():
        if not name.strip() or role not in set(Role):
            roles = ", ".join(Role)
            raise NeedsUser(
                f"{name!r} as {role!r} is no person with a role.", title="No such role", hint=f"One of: {roles}."
            )
        checked[name.strip().lower()] = str(role)
    handle, temporary = tempfile.mkstemp(prefix=".people-", dir=folder)  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(checked, file, indent=2, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(folder / "people.json")
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _user_of_this_machine() -> str:
    try:
        return getpass.getuser()
    except OSError:
        return "somebody"
