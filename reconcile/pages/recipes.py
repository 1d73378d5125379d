"""The recipes of a practice: how its lists were read, to be renamed, handed on as a file, forgotten, or taken from a file."""

from __future__ import annotations

import re

import streamlit as st

from reconcile.apps.files import Recipe, recipe_file, take_recipe
from reconcile.pages.allowed import button
from reconcile.pages.practice import workspace
from reconcile.pages.top import said, telling
from reconcile.show.words import count
from reconcile.workspace.people import Role, require, whoami

_TAKEN = "recipes-taken"
"""How many recipes a visit took from files; the uploader is emptied by having another key after each."""

_UNFIT = re.compile(r"[^\w.-]+")


def recipes() -> None:
    """An expander with every recipe, and the way to take one that was handed on."""
    known = workspace().recipes.all()
    with st.expander(f"Remembered recipes · {len(known)}" if known else "Recipes from another practice"):
        st.caption("A list with the same columns is read by its recipe, without questions.")
        for recipe in known:
            _recipe(recipe)
        _take_back()


def _recipe(recipe: Recipe) -> None:
    key = f"recipe-{recipe.shape}"
    name, rename, export, delete = st.columns((5, 2, 2, 2), vertical_alignment="bottom")
    name.text_input(_about(recipe), value=recipe.name, key=key)
    with rename:
        button("Rename", Role.REVIEWER, key=f"{key}-rename", on_click=_rename, args=(recipe.name, key), width="stretch")
    export.download_button(
        "Export",
        lambda: recipe_file(recipe),
        f"recipe-{_UNFIT.sub('-', recipe.name).strip('-.') or recipe.app}.json",
        "application/json",
        on_click="ignore",
        key=f"{key}-export",
        help="A file for another practice. It holds the names of the columns, and no client.",
        width="stretch",
    )
    with delete:
        button("Delete", Role.REVIEWER, key=f"{key}-delete", on_click=_delete, args=(recipe.name,), width="stretch")


def _about(recipe: Recipe) -> str:
    used = f", last used on {recipe.used_at:%d %b %Y}" if recipe.used_at else ""
    return f"{recipe.app.label}, {count(len(recipe.columns), 'field')}, confirmed on {recipe.made_at:%d %b %Y}{used}"


def _take_back() -> None:
    key = f"recipe-file-{st.session_state.get(_TAKEN, 0)}"
    file = st.file_uploader("A recipe as a JSON file, from Export", type=["json"], key=key)
    if file is not None:
        data = file.getvalue()
        button("Take this recipe", Role.REVIEWER, type="primary", key="take-recipe", on_click=_take, args=(data,))


def _take(data: bytes) -> None:
    with telling():
        require(Role.REVIEWER)
        recipe, is_new = take_recipe(workspace().recipes, data, by=whoami())
        st.session_state[_TAKEN] = st.session_state.get(_TAKEN, 0) + 1
        if is_new:
            text = (
                f"“{recipe.name}”: {_about(recipe)}. The next {recipe.app.label} list with its columns is read by it."
            )
            said("The recipe is taken.", text)
        else:
            said("This recipe is here already.", f"It is remembered as “{recipe.name}”; nothing was changed.")


def _rename(name: str, key: str) -> None:
    with telling():
        require(Role.REVIEWER)
        renamed = workspace().recipes.rename(name, str(st.session_state[key]))
        said("The recipe is renamed.", f"“{name}” is “{renamed.name}” now.")


def _delete(name: str) -> None:
    with telling():
        require(Role.REVIEWER)
        workspace().recipes.delete(name)
        said("The recipe is deleted.", "The snapshots that it took stay. The next such list is shown to you again.")
