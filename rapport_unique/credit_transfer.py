"""An order of payment as the file that a bank takes: a SEPA credit transfer initiation.

The same order always makes the same bytes: nothing in the file is drawn or read from a clock.

Source: ISO 20022, pain.001.001.09; EPC132-08 (SEPA Credit Transfer, customer-to-PSP guidelines).
"""

import xml.etree.ElementTree as ET
from datetime import UTC
from typing import Any

from sepaxml import SepaTransfer
from sepaxml.validation import try_valid_xml

from models.payments import Payment, PaymentOrder

SCHEMA = "pain.001.001.09"
_NAMESPACE = f"{{urn:iso:std:iso:20022:tech:xsd:{SCHEMA}}}"


def credit_transfer(order: PaymentOrder) -> bytes:
    """Return the file, checked against the schema of ISO 20022."""
    debtor = order.debtor
    transfer = SepaTransfer(
        {
            "name": debtor.name,
            "IBAN": debtor.iban,
            "batch": True,
            "currency": "EUR",
            **_known("BIC", debtor.bic),
        },
        schema=SCHEMA,
    )
    for payment in order.payments:
        transfer.add_payment(_transaction(payment, order))
    return _named(transfer.export(validate=False), order)


def _transaction(payment: Payment, order: PaymentOrder) -> dict[str, Any]:
    return {
        "name": payment.name,
        "IBAN": payment.iban,
        "amount": int(payment.amount),
        "execution_date": order.executes_on,
        "description": f"Rapport unique {order.year} {payment.reference}",
        "endtoend_id": payment.reference,
        **_known("BIC", payment.bic),
    }


def _known(name: str, value: str | None) -> dict[str, str]:
    return {} if value is None else {name: value}


def _named(drawn: bytes, order: PaymentOrder) -> bytes:
    """Return the file with the order's own name and instant in place of what the library drew."""
    document = ET.fromstring(drawn)  # noqa: S314 - it was made a line above
    at = order.ordered.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for tag, text in (("MsgId", order.message_id), ("CreDtTm", at), ("PmtInfId", order.message_id)):
        for element in document.iter(f"{_NAMESPACE}{tag}"):
            element.text = text
    ET.indent(document)
    file: bytes = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    try_valid_xml(file, SCHEMA)
    return file
