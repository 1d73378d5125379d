"""Golden scenarios: a folder each, with a story that a practice manager can read and what the toolkit made of it.

``scenario.txt`` tells what is in each app, what happens, and what the person does; ``plan.txt``, ``journal.txt``, ``answers.txt``
and ``apps.txt`` are what is expected: the plans, how each approved change ended, the answers to questions and refusals, and what
the three apps hold in the end. The format is described in ``reading.py``.

    python -m tests.scenarios                  plays all and shows where they differ from what is expected
    python -m tests.scenarios --rewrite 07     writes what came out as the new expectation, for a person to read before it is kept
"""
