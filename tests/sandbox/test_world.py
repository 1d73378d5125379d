"""A world of streams becomes one of lists."""

from __future__ import annotations

from reconcile.sandbox.world import World


def test_materialised_reads_every_stream_into_a_list():
    streams = {name: iter([{"name": name}]) for name in ("xpm_clients", "ignition_clients", "gusto_companies", "truth")}
    world = World(
        xpm_staff=[], xpm_groups=[], xpm_categories=[], xpm_templates=[], ignition_users=[], **streams
    ).materialised()  # fmt: skip
    assert world.xpm_clients == [{"name": "xpm_clients"}]
    assert [world.ignition_clients, world.gusto_companies, world.truth] == [
        [{"name": name}] for name in ("ignition_clients", "gusto_companies", "truth")
    ]
