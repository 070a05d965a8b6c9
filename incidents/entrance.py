"""What the incidents answer when the exam asks whether a candidate may log in."""

from exams.entrance import before_login
from incidents.operations.attendance import checked_at_the_door


def register() -> None:
    before_login.append(checked_at_the_door)
