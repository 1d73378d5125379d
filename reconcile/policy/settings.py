"""A practice's settings: what syncs with each app and in which direction, and the limits that an apply respects.

The settings of the apps themselves are *Sync data* and *Sync direction* (SET-1); the rest are choices of this toolkit.
"""

from __future__ import annotations

import enum
import hashlib
import zoneinfo
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from reconcile.errors import NeedsUser, NotAllowed
from reconcile.frames import in_html
from reconcile.model import App


class Scope(enum.StrEnum):
    """*Sync data*: what an app exchanges with Ignition (SET-1)."""

    EVERYTHING = "everything"
    CLIENT_NAME = "client_name"
    NOTHING = "nothing"


class Direction(enum.StrEnum):
    """*Sync direction*, seen from Ignition: from the app, to the app, or article A's two-way sync (SET-8)."""

    FROM_APP = "from_app"
    TO_APP = "to_app"
    TWO_WAY = "two_way"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AppSettings(_Frozen):
    """Scope and direction of one connected app."""

    scope: Scope = Scope.NOTHING
    direction: Direction = Direction.FROM_APP

    @property
    def is_source(self) -> bool:
        """Whether client data comes from this app (SET-2; two-way counts, SET-8)."""
        return self.scope is not Scope.NOTHING and self.direction is not Direction.TO_APP


class Limits(_Frozen):
    """Where an apply stops before its first write (REL-9): counts, and how far a side may shrink between snapshots."""

    changes: int = Field(default=5_000, ge=0)
    creates: int = Field(default=500, ge=0)
    clears: int = Field(default=25, ge=0)
    shrink: float = Field(default=0.5, ge=0, le=1)


class Nightly(_Frozen):
    """What the nightly sync may apply by itself (SYN-10): nothing, unless somebody says otherwise.

    ``apply``: ``nothing``; ``fill`` writes ticked values into fields that are empty; ``update`` also replaces values that nobody
    has edited since the last sync. Neither creates nor clears anything or settles a conflict. ``limit``: where a night has more
    such changes, it applies none of them.
    """

    apply: Literal["nothing", "fill", "update"] = "nothing"
    limit: int = Field(default=100, ge=1, le=1_000)


class Settings(_Frozen):
    """All settings of one practice.

    ``conflict``: what happens where both sides changed one field (SYN-14). ``first_winner``: which app's value wins where two
    linked records differ and no common value is known (SYN-15). ``create_trigger``: when a client of Ignition is created
    in XPM (NEW-2). ``import_mode``: all clients as leads (IMP-1) or only those that a person picks.
    """

    xpm: AppSettings = AppSettings(scope=Scope.EVERYTHING, direction=Direction.TO_APP)
    gusto: AppSettings = AppSettings(scope=Scope.EVERYTHING, direction=Direction.FROM_APP)
    conflict: Literal["ask", "newest"] = "ask"
    first_winner: Literal["xpm", "ignition"] = "xpm"
    create_trigger: Literal["accepted", "workflow"] = "accepted"
    import_mode: Literal["all", "pick"] = "all"
    timezone: str = "Australia/Sydney"
    limits: Limits = Limits()
    nightly: Nightly = Nightly()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in zoneinfo.available_timezones():
            raise NeedsUser(
                f"{value!r} is not the name of a time zone.",
                title="Unknown time zone",
                hint="Use a name such as Australia/Sydney or Pacific/Auckland.",
            )
        return value

    def _repr_html_(self) -> str:
        return in_html("Settings", self.model_dump(mode="json"))

    def of(self, app: App) -> AppSettings:
        """The settings of XPM or Gusto. Ignition has none of its own: it is what the others sync with."""
        return {App.XPM: self.xpm, App.GUSTO: self.gusto}[app]

    @property
    def digest(self) -> str:
        """A short hash by which a plan notices that the settings have changed since it was built (REL-9)."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def check(self) -> None:
        """Raises ``NotAllowed`` for what the apps forbid: SET-2, SET-3, SET-6 and SET-8."""
        if self.gusto.direction is not Direction.FROM_APP:
            raise NotAllowed(
                "Gusto is only ever a source; nothing is written to it (SET-3, SET-6).",
                title="Gusto cannot receive data",
                hint="Leave Gusto's direction at “from Gusto”, or set its data to “nothing”.",
            )
        if not (self.xpm.is_source and self.gusto.is_source):
            return
        if self.xpm.direction is Direction.TWO_WAY:
            raise NotAllowed(
                "Two-way sync makes XPM a source of client data, and Gusto is one already (SET-2, SET-8).",
                title="Two sources of client data",
                hint="Set XPM's direction to “to XPM”, or Gusto's data to “nothing”.",
            )
        raise NotAllowed(
            "Only one app may be the source of client data at a time, and Gusto is one already (SET-2, SET-3).",
            title="Two sources of client data",
            hint="Set XPM's direction to “to XPM”, or the data of either app to “nothing”.",
        )


def recommended_settings() -> Settings:
    """The settings recommended where all three apps are connected: from Gusto, to XPM, everything (SET-4)."""
    return Settings()
