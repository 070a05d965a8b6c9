"""What the centre knows: itself, its rooms, what is examined in them, what they told it."""

from centre.models.codes import IssuedCode, UsedCode
from centre.models.identity import Account, Centre
from centre.models.journal import JournalEntry
from centre.models.plans import Candidate, IssuedAuthorization, Material, Package, Paper, Plan
from centre.models.results import Result
from centre.models.rooms import Room, SealCheck

__all__ = [
    "Account",
    "Candidate",
    "Centre",
    "IssuedAuthorization",
    "IssuedCode",
    "JournalEntry",
    "Material",
    "Package",
    "Paper",
    "Plan",
    "Result",
    "Room",
    "SealCheck",
    "UsedCode",
]
