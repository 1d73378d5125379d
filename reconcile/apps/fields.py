"""Each app's own names for the canonical fields, as tables: canonical name → name on the wire."""

from __future__ import annotations

from collections.abc import Mapping

XPM_READ: Mapping[str, str] = {
    "name": "Name",
    "email": "Email",
    "address": "Address",
    "city": "City",
    "region": "Region",
    "postcode": "PostCode",
    "country": "Country",
    "postal_address": "PostalAddress",
    "postal_city": "PostalCity",
    "postal_region": "PostalRegion",
    "postal_postcode": "PostalPostCode",
    "postal_country": "PostalCountry",
    "phone": "Phone",
    "fax": "Fax",
    "website": "Website",
    "structure": "BusinessStructure",
    "tax_registered": "GSTRegistered",
    "url": "WebUrl",
}
"""XPM's elements of a client on reading."""

XPM_WRITE: Mapping[str, str] = {
    **{
        name: element
        for name, element in XPM_READ.items()
        if name not in ("website", "structure", "tax_registered", "url")
    },
    "website": "WebSite",
    "partner": "AccountManagerUUID",
    "manager": "JobManagerUUID",
    "contacts": "Contacts",
    "structure": "BusinessStructure",
    "tax_registered": "GSTRegistered",
}
"""XPM's elements of a client on writing, in the order of Xero's samples (contacts before the tax fields).

They are not quite those of reading: ``WebSite`` is written and ``Website`` read, and staff are written by their id.
"""

XPM_CONTACT: Mapping[str, str] = {
    "name": "Name",
    "mobile": "Mobile",
    "email": "Email",
    "phone": "Phone",
    "position": "Position",
    "salutation": "Salutation",
    "addressee": "Addressee",
    "is_primary": "IsPrimary",
}
"""XPM's elements of a contact, both ways."""

IGNITION_API: Mapping[str, str] = {
    "name": "name",
    "email": "email",
    "phone": "phone",
    "url": "link",
    "created_at": "created_at",
    "updated_at": "updated_at",
}
"""The Reporting API's keys of a client row that are one text each."""

IGNITION_ADDRESSES: Mapping[str, str] = {
    "phone": "phone",
    "fax": "fax",
    "website": "website",
    "address": "address",
    "city": "city",
    "region": "region",
    "postcode": "post_code",
    "country": "country",
    "postal_address": "postal_address",
    "postal_city": "postal_city",
    "postal_region": "postal_region",
    "postal_postcode": "postal_post_code",
    "postal_country": "postal_country",
    "structure": "business_structure",
    "tax_registered": "gst_registered",
}
"""The fields that the MCP server's record has beside those of the Reporting API."""

IGNITION_RECORD: Mapping[str, str] = {
    **IGNITION_API,
    **IGNITION_ADDRESSES,
    "partner": "partner_email",
    "manager": "manager_email",
    "xpm_id": "xpm_id",
}
"""The MCP server's keys of a client record that are one text each."""

IGNITION_WRITE: Mapping[str, str] = {
    "name": "name",
    "email": "email",
    **IGNITION_ADDRESSES,
    "partner": "partner_email",
    "manager": "manager_email",
    "groups": "group",
    "xpm_id": "xpm_id",
}
"""The MCP tools' arguments of a client; which of them a server takes, its own schemas say."""

IGNITION_CONTACT: Mapping[str, str] = {
    "name": "name",
    "email": "email",
    "phone": "phone",
    "mobile": "mobile",
    "salutation": "salutation",
    "addressee": "addressee",
    "position": "position",
    "is_primary": "is_primary",
}
"""A contact's keys in the Reporting API and in the MCP tools."""

EXPORT_CLIENT: Mapping[str, str] = {
    "name": "Client Name",
    "partner": "Partner Email",
    "manager": "Manager Email",
    "structure": "Business Structure",
    "tax_registered": "GST Registered",
    "phone": "Phone",
    "fax": "Fax",
    "website": "Website",
    "address": "Address",
    "city": "City",
    "region": "Region",
    "postcode": "Post Code",
    "country": "Country",
    "postal_address": "Postal Address",
    "postal_city": "Postal City",
    "postal_region": "Postal Region",
    "postal_postcode": "Postal Post Code",
    "postal_country": "Postal Country",
    "xpm_id": "XPM Id",
    "created_at": "Created At",
}
"""The columns of Ignition's client export that belong to the client."""

EXPORT_CONTACT: Mapping[str, str] = {
    "name": "Contact Name",
    "email": "Contact Email",
    "phone": "Contact Phone",
    "mobile": "Contact Mobile",
    "salutation": "Contact Salutation",
    "addressee": "Contact Addressee",
}
"""The columns of Ignition's client export that belong to the row's contact."""

EXPORT_COLUMNS: tuple[str, ...] = (
    "Client Id",
    "Client Reference",
    "External Client ID",
    "Client Name",
    "Client State",
    "Partner Email",
    "Manager Email",
    "Contact Id",
    "Contact Salutation",
    "Contact Addressee",
    "Contact Name",
    "Contact Email",
    "Contact Mobile",
    "Contact Phone",
    "Contact Is Recipient",
    "Is Primary Contact",
    "Is Signatory",
    "Notes",
    "Business Structure",
    "GST Registered",
    "Tax Number",
    "Company Number",
    "Phone",
    "Fax",
    "Website",
    "Address",
    "City",
    "Region",
    "Post Code",
    "Country",
    "Postal Address",
    "Postal City",
    "Postal Region",
    "Postal Post Code",
    "Postal Country",
    "Fiscal Period End Day",
    "Fiscal Period End Month",
    "Client Group Name",
    "Created At",
    "Tag List",
    "Proposal List",
    "Xero Id",
    "XPM Id",
    "Quickbooks Id",
    "Payment Portal Link",
    "Xero Tracking Category 1",
    "Xero Tracking Category 2",
    "Bank Account Saved?",
    "Card Saved?",
    "Create Invoices",
)
"""The header of Ignition's client export, all fifty columns in their order (May 2026)."""
