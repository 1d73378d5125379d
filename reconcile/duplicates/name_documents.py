"""The words by which the names of a whole list are found, as numbers: :mod:`reconcile.duplicates.name_parts` of all at once.

Nearly all names are plain words that nothing cuts in two: what their words are found by is looked up once a word, not once a
name. All others are taken apart one by one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.fields import Records, Texts
from reconcile.duplicates.name_parts import MOST_WORDS, cuts_a_name, is_form, is_simple, parts_of, told_by
from reconcile.duplicates.word_counts import WordCounts, count_words, in_order, spans

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NameDocuments:
    """Each part of each name as a text of ``counted``, in the order of the records; ``owners`` are their rows."""

    counted: WordCounts
    owners: Ints

    def parts(self, records: int) -> list[list[list[str]]]:
        """By record, the words of each part of its name."""
        found: list[list[list[str]]] = [[] for _ in range(records)]
        for text, row in enumerate(self.owners.tolist()):
            found[row].append([self.counted.words[code] for code in self.counted.of(text)])
        return found

    def squeezed(self, records: int) -> Texts:
        """By record, the words of the first part of its name, written together."""
        words = list(map(self.counted.words.__getitem__, self.counted.codes.tolist()))
        first = np.flatnonzero(np.concatenate([[True], self.owners[1:] != self.owners[:-1]])[: len(self.owners)])
        starts, ends = self.counted.starts[first].tolist(), self.counted.starts[first + 1].tolist()
        found = np.full(records, "", dtype=object)
        found[self.owners[first]] = ["".join(words[start:end]) for start, end in zip(starts, ends, strict=True)]
        return found

    def at_most(self, most: int) -> NameDocuments:
        """Of texts that are equal the first ``most``."""
        starts = self.counted.starts
        alike = np.zeros(len(self.owners), dtype=np.uint64)
        if len(alike):
            mixed = (self.counted.codes.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
            alike = np.add.reduceat(mixed ^ (mixed >> np.uint64(29)), starts[:-1])
        _, group, sizes = np.unique(alike, return_inverse=True, return_counts=True)
        keep, seen = np.ones(len(alike), dtype=bool), Counter[bytes]()
        for text in np.flatnonzero(sizes[group] > most).tolist():
            words = self.counted.codes[starts[text] : starts[text + 1]].tobytes()
            seen[words] += 1
            keep[text] = seen[words] <= most
        return self if keep.all() else NameDocuments(_texts(self.counted, keep), self.owners[keep])


def _texts(counted: WordCounts, keep: NDArray[np.bool_]) -> WordCounts:
    lengths = np.diff(counted.starts)[keep]
    codes = counted.codes[spans(counted.starts[:-1][keep], lengths)]
    return in_order(WordCounts(counted.words, codes, np.concatenate([[0], np.cumsum(lengths)])))


def words_of_names(records: Records) -> WordCounts:
    """The words of the names of a list, counted once."""
    return records.once("words of names", lambda: count_words(records.plain))


def documents_of(records: Records) -> NameDocuments:
    """Each part of each name by the words that it is found by."""
    counted = words_of_names(records)
    numbers: dict[str, int] = {}
    told = _told(counted.words, numbers)
    lengths = np.diff(counted.starts)
    row = np.repeat(np.arange(len(records)), lengths)
    odd = np.asarray(["-" in name or not is_simple(name) for name in records.names], dtype=bool) | (
        lengths > MOST_WORDS
    )
    cutting = np.asarray([cuts_a_name(word) for word in counted.words], dtype=bool)
    odd[row[cutting[counted.codes]]] = True
    return _assembled(records, counted, told, odd, numbers)


def _told(words: list[str], numbers: dict[str, int]) -> WordCounts:
    """By word of the names, the numbers of the words that it is found by; new ones are numbered."""
    found = [[numbers.setdefault(one, len(numbers)) for one in told_by(word)] for word in words]
    lengths = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
    codes = np.fromiter((number for told in found for number in told), dtype=np.int32)
    return WordCounts([], codes, np.concatenate([[0], np.cumsum(lengths)]))


def _assembled(
    records: Records, counted: WordCounts, told: WordCounts, odd: NDArray[np.bool_], numbers: dict[str, int]
) -> NameDocuments:
    simple, simple_rows = _simple(counted, told, ~odd)
    special, special_rows = list[list[int]](), list[int]()
    for row in np.flatnonzero(odd).tolist():
        for part in parts_of(str(records.names[row]), str(records.plain[row])):
            special.append([numbers.setdefault(word, len(numbers)) for word in part])
            special_rows.append(row)
    more = np.fromiter(map(len, special), dtype=np.int64, count=len(special))
    lengths = np.concatenate([np.diff(simple.starts), more])
    codes = np.concatenate([simple.codes, np.fromiter((code for part in special for code in part), dtype=np.int32)])
    owners = np.concatenate([simple_rows, np.asarray(special_rows, dtype=np.int64)])
    order = np.argsort(owners, kind="stable")
    starts = np.concatenate([[0], np.cumsum(lengths)])
    codes = codes[spans(starts[:-1][order], lengths[order])]
    starts = np.concatenate([[0], np.cumsum(lengths[order])])
    return NameDocuments(in_order(WordCounts(list(numbers), codes, starts)), owners[order])


def _simple(counted: WordCounts, told: WordCounts, rows: NDArray[np.bool_]) -> tuple[WordCounts, Ints]:
    """The texts of the rows whose names are plain words, and which rows these are: those that have a word at all.

    Forms are left out unless there is nothing else.
    """
    lengths = np.diff(counted.starts)
    row = np.repeat(np.arange(len(lengths)), lengths)
    form = np.asarray([is_form(word) for word in counted.words], dtype=bool)[counted.codes]
    own = np.bincount(row[~form], minlength=len(lengths)) > 0
    keep = rows[row] & ~(form & own[row])
    words = counted.codes[keep]
    sizes = np.diff(told.starts)[words]
    codes = told.codes[spans(told.starts[:-1][words], sizes)]
    length = np.bincount(row[keep], weights=sizes, minlength=len(lengths)).astype(np.int64)
    found = np.flatnonzero(rows & (lengths > 0))
    return WordCounts([], codes, np.concatenate([[0], np.cumsum(length[found])])), found
