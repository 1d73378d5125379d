"""The three apps on loopback, each in its own wire format, for the demo and for the tests.

In the order in which a request meets them: ``server`` runs, ``gate`` logs it (``requestlog``), counts it (``limits``)
and makes it fail on purpose (``faults``); ``xpm``, ``gusto`` and ``ignition`` answer it out of ``state``, which
``loading`` fills from a ``world`` that ``practice`` generates.
"""
