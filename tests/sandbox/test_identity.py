"""Under which ids documents are found."""

from reconcile.sandbox.identity import identify


def test_xpm_clients_by_uuid_contacts_and_groups(known):
    harbour = known.world().xpm_clients[0]
    identity = identify("xpm", "client", harbour)
    assert (identity.id, identity.name) == (known.HARBOUR, "Harbour Joinery Ltd")
    assert identity.aliases == (f"contact:{known.TOM}", f"contact:{known.MARY}", f"group:{known.FAMILY}")


def test_ignition_clients_by_slug_number_and_reference(known):
    identity = identify("ignition", "client", known.world().ignition_clients[0])
    assert (identity.id, identity.aliases) == ("cli_1001", ("1001", "CLI-0001", "contact:70", "contact:71"))


def test_gusto_companies_by_uuid_and_token(known):
    identity = identify("gusto", "client", known.world().gusto_companies[0])
    assert (identity.id, identity.aliases) == (known.COMPANY, (f"token:{known.GUSTO_TOKEN}",))


def test_lists_by_their_own_id(known):
    world = known.world()
    assert identify("xpm", "staff", world.xpm_staff[0]).id == known.ANNA
    assert identify("ignition", "user", world.ignition_users[0]).id == "1"
