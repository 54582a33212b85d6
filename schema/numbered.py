"""Objects by the number that their ids hold."""

from models.cpas import CpasId
from models.form import FormId
from models.report import ReportId
from resolvers.context import Context
from resolvers.loaders import load_cpas, load_event, load_form, load_report
from schema.cpas import cpas
from schema.events import event
from schema.form import form
from schema.nodes import Node, NodeType
from schema.report import report


async def numbered_node(context: Context, type_: NodeType, number: int) -> Node | None:
    """Return the object with that number, or None where there is none for the caller."""
    match type_:
        case NodeType.CPAS:
            seen_cpas = await load_cpas(context, CpasId(number))
            return cpas(seen_cpas) if seen_cpas else None
        case NodeType.REPORT:
            seen_report = await load_report(context, ReportId(number))
            return report(seen_report) if seen_report else None
        case NodeType.FORM:
            seen_form = await load_form(context, FormId(number))
            return form(seen_form) if seen_form else None
        case NodeType.EVENT:
            seen_event = await load_event(context, number)
            return event(seen_event) if seen_event else None
        case NodeType.SIGNATURE:
            return None
