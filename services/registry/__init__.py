"""The registry: the Organisation's facts, brought in from files."""

from services.registry.faults import Fault, FaultCode, ImportRefused
from services.registry.intake import Imported, Progress, import_folder

__all__ = ["Fault", "FaultCode", "ImportRefused", "Imported", "Progress", "import_folder"]
