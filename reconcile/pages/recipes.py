"""The recipes of a practice: how its lists were read, to be renamed or forgotten."""

from __future__ import annotations

import streamlit as st

from reconcile.apps.files import Recipe
from reconcile.pages.practice import workspace
from reconcile.pages.top import said, telling
from reconcile.show.words import count


def recipes() -> None:
    """An expander with every recipe; nothing where there is none."""
    known = workspace().recipes.all()
    if not known:
        return
    with st.expander(f"Remembered recipes · {len(known)}"):
        st.caption("A list with the same columns is read by its recipe, without questions.")
        for recipe in known:
            _recipe(recipe)


def _recipe(recipe: Recipe) -> None:
    key = f"recipe-{recipe.shape}"
    left, middle, right = st.columns((5, 2, 2), vertical_alignment="bottom")
    left.text_input(_about(recipe), value=recipe.name, key=key)
    middle.button("Rename", key=f"{key}-rename", on_click=_rename, args=(recipe.name, key), width="stretch")
    right.button("Delete", key=f"{key}-delete", on_click=_delete, args=(recipe.name,), width="stretch")


def _about(recipe: Recipe) -> str:
    used = f", last used on {recipe.used_at:%d %b %Y}" if recipe.used_at else ""
    return f"{recipe.app.label}, {count(len(recipe.columns), 'field')}, confirmed on {recipe.made_at:%d %b %Y}{used}"


def _rename(name: str, key: str) -> None:
    with telling():
        renamed = workspace().recipes.rename(name, str(st.session_state[key]))
        said("The recipe is renamed.", f"“{name}” is “{renamed.name}” now.")


def _delete(name: str) -> None:
    with telling():
        workspace().recipes.delete(name)
        said("The recipe is deleted.", "The snapshots that it took stay. The next such list is shown to you again.")
