"""The administration of what happens during the exam: sittings with the batch verbs, and the records of them."""

from incidents.admin import code_requests, events, people, records, sittings

__all__ = ["code_requests", "events", "people", "records", "sittings"]
