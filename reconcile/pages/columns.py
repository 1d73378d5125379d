"""The columns of a list, one below the other: what stands in each, and the box that says which field it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from reconcile.apps.files import FileSource, Found
from reconcile.apps.files.headers import synonyms
from reconcile.errors import BadInput
from reconcile.show.recognition import NOT_TAKEN, column_cell, field_title, why_cell

WIDTHS = (5, 3, 5)


def confirmed(source: FileSource, found: Sequence[Found], mapping: Mapping[str, str], key: str) -> dict[str, str]:
    """Which column is which field, as recognised and as a person corrected it.

    Raises ``BadInput`` where one field is chosen for two columns. ``key`` tells one upload from the next.
    """
    fields = {header: field for field, header in mapping.items()}
    rows = len(source.table().rows)
    # what needs a look stands first, the rest as in the file
    taken = sorted((each for each in found if each.header in fields), key=lambda each: each.is_sure)
    others = [each for each in found if each.header not in fields]
    _heading()
    chosen = [_row(each, fields.get(each.header), rows, f"{key}-{_place(found, each)}") for each in taken]
    if others:
        with st.expander(f"Columns that are not taken · {len(others)}", expanded=len(taken) < 2):
            chosen += [_row(each, None, rows, f"{key}-{_place(found, each)}") for each in others]
    picked = {header: field for header, field in chosen if field is not None}
    twice = next(
        (header for number, (header, field) in enumerate(picked.items()) if field in list(picked.values())[:number]),
        None,
    )
    if twice is not None:
        title = f"Two columns are {field_title(picked[twice])!r}"
        raise BadInput(
            "Two columns cannot be the same field",
            title=title,
            column=twice,
            hint="Choose another field for one of them.",
        )
    return {field: header for header, field in picked.items()}


def _heading() -> None:
    for column, words in zip(
        st.columns(WIDTHS), ("Column in the file", "Is taken as", "How sure, and why"), strict=True
    ):
        column.caption(words)


def _place(found: Sequence[Found], one: Found) -> int:
    return next(number for number, each in enumerate(found) if each is one)


def _row(found: Found, field: str | None, rows: int, key: str) -> tuple[str, str | None]:
    """A column's row; returns its header and the field that is chosen."""
    left, middle, right = st.columns(WIDTHS, vertical_alignment="center")
    left.html(column_cell(found.header, found.samples, found.filled, rows))
    options = [None, *synonyms()]
    chosen = middle.selectbox(
        f"Field of column {key.rsplit('-', 1)[-1]}",
        options,
        index=options.index(field) if field in options else 0,
        format_func=lambda value: field_title(value) if value else NOT_TAKEN,
        label_visibility="collapsed",
        key=f"column-{key}",
    )
    right.html(why_cell(found, chosen))
    return found.header, chosen
