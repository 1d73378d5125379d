"""Programs of their own that each do the job with one peer, in the environment that ``benchmarks.peers`` makes.

They import nothing of the toolkit. Each reads a parquet file with ``id``, ``name`` and evidence columns, times the way from the
DataFrame to the pairs, and prints one line of JSON: ``seconds``, ``cpu`` (seconds of all processors) and ``pairs``; with a
second argument the scored pairs (``id_a``, ``id_b``, ``score``) are written to that file.
"""
