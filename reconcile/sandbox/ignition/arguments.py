"""The arguments of Ignition's MCP tools, and with them the input schemas that the server publishes.

Every text may be left out: what is absent stays as it is, ``""`` clears it. Unknown arguments are refused.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ClientId = Annotated[str | int, Field(description="The client's slug (cli_…), its reference (CLI-0001) or its number.")]
UserEmail = Annotated[str | None, Field(description='The email address of an Ignition user; "" for nobody.')]


class Arguments(BaseModel):
    """The arguments of one tool call; ``null`` is the same as absent."""

    model_config = ConfigDict(extra="forbid", str_max_length=5_000)

    def given(self) -> dict[str, object]:
        """The arguments that were sent, by name."""
        return {name: getattr(self, name) for name in self.model_fields_set if getattr(self, name) is not None}


class ListUsers(Arguments):
    """Lists the users of this Ignition account with id, name and email."""


class ListClients(Arguments):
    """Lists clients, a page at a time. Archived clients are listed only with state "archived"."""

    name: Annotated[str | None, Field(description="Part of the client's name, in any case.")] = None
    email: Annotated[str | None, Field(description="The email address of the client or of one of its contacts.")] = None
    state: Literal["lead", "active", "inactive", "lost", "archived"] | None = None
    tag: Annotated[str | None, Field(description="A tag of the client, spelt exactly.")] = None
    partner: Annotated[str | None, Field(description="The partner's email address.")] = None
    manager: Annotated[str | None, Field(description="The manager's email address.")] = None
    limit: Annotated[int | None, Field(ge=1, le=100, description="Clients per page; 100 without it.")] = None
    cursor: Annotated[str | None, Field(description="next_cursor of the page before.")] = None


class GetClient(Arguments):
    """Returns one client with its addresses, its contacts and the id of the XPM client that it is mapped to."""

    client_id: ClientId


class ContactFields(Arguments):
    """The fields of a contact that may be written."""

    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    salutation: str | None = None
    addressee: str | None = None
    position: str | None = None
    is_primary: Annotated[bool | None, Field(description="True makes it the client's only primary contact.")] = None


class NewContact(ContactFields):
    """A contact of a client that is created with it."""

    name: Annotated[str, Field(min_length=1)]


class ClientFields(Arguments):
    """The fields of a client that may be written, apart from its name."""

    email: Annotated[str | None, Field(description="The client's own email address, stored in lower case.")] = None
    phone: str | None = None
    fax: str | None = None
    website: str | None = None
    address: Annotated[str | None, Field(description="Street lines, separated by line ends.")] = None
    city: str | None = None
    region: str | None = None
    post_code: str | None = None
    country: str | None = None
    postal_address: Annotated[str | None, Field(description="Street lines, separated by line ends.")] = None
    postal_city: str | None = None
    postal_region: str | None = None
    postal_post_code: str | None = None
    postal_country: str | None = None
    business_structure: str | None = None
    gst_registered: str | None = None
    partner_email: UserEmail = None
    manager_email: UserEmail = None
    group: Annotated[str | None, Field(description="The name of the one client group.")] = None
    external_client_id: str | None = None
    xpm_id: Annotated[str | None, Field(description="The number of the XPM client that this one is mapped to.")] = None


class CreateClient(ClientFields):
    """Creates a client. Its state is lead. A second client of the same name is not refused."""

    name: Annotated[str, Field(min_length=1)]
    contacts: Annotated[list[NewContact] | None, Field(description="Contacts to create with it.")] = None


class UpdateClient(ClientFields):
    """Changes the fields of a client that are given, and no others."""

    client_id: ClientId
    name: Annotated[str | None, Field(description="A client cannot be without a name.")] = None


class ArchiveClient(Arguments):
    """Archives a client. Refused while a proposal of it is accepted."""

    client_id: ClientId


class RestoreClient(Arguments):
    """Brings an archived client back."""

    client_id: ClientId


class AddContact(NewContact):
    """Adds a contact to a client."""

    client_id: ClientId


class UpdateContact(ContactFields):
    """Changes the fields of a contact that are given, and no others."""

    client_id: ClientId
    contact_id: Annotated[str | int, Field(description="The contact's number or slug (con_…).")]
    name: Annotated[str | None, Field(description="A contact cannot be without a name.")] = None
