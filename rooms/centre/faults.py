"""What can be the matter with the test centre, and what is to be done about it."""

from typing import Any, Final

from formats.refused import N_, Refused

UNREACHABLE: Final = "centre.unreachable"
SLOW: Final = "centre.slow"
BROKEN_OFF: Final = "centre.broken_off"
CERTIFICATE: Final = "centre.certificate"
NO_TLS: Final = "centre.no_tls"
FAILING: Final = "centre.failing"
NONSENSE: Final = "centre.nonsense"
BUSY: Final = "centre.busy"
TOKEN: Final = "centre.token"  # noqa: S105 - the name of a fault
OTHER_KEY: Final = "centre.other_key"
CLOCK: Final = "centre.clock"
REFUSED: Final = "centre.refused"
AUTHORIZATION: Final = "centre.authorization"

TEXTS: Final = {
    UNREACHABLE: N_("The test centre cannot be reached. Check its address and port, the cable, and that it runs."),
    SLOW: N_("The test centre does not answer in time. Check the network; the room goes on trying."),
    BROKEN_OFF: N_("The test centre broke off in the middle of its answer. The room goes on trying."),
    CERTIFICATE: N_(
        "The certificate of the test centre is not trusted. Check the address, or put the centre's certificate "
        "as centre.pem into the data folder."
    ),
    NO_TLS: N_(
        "What answers at this address and port took the connection, but did not begin TLS: it is another port, or the "
        "centre is overloaded. Ask the centre for its https port; if it is right, wait and press “Connect again”."
    ),
    FAILING: N_("The test centre reports a fault of its own. Tell the centre; the room goes on trying."),
    NONSENSE: N_(
        "What answers at this address is not a test centre that this room understands. Check address and port."
    ),
    BUSY: N_("The test centre is busy. The room tries again in a while."),
    TOKEN: N_("The test centre no longer knows this registration. Register the room again in 参数配置."),
    OTHER_KEY: N_("Another test centre than the registered one answers at this address. Check the address."),
    CLOCK: N_(
        "The clocks of this machine and of the test centre differ by more than 2 s. Set the clock that is wrong."
    ),
    AUTHORIZATION: N_(
        "The test centre sent an authorization that does not fit what is loaded here. Load the newest package."
    ),
    REFUSED: N_("The test centre refused what the room sent. Tell the centre."),
}


class CentreFault(Exception):
    """The centre gave no answer that can be used; `code` is one of `TEXTS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def refused(self, **values: Any) -> Refused:
        """The same for a person who waits for it."""
        return Refused(self.code, TEXTS[self.code], **values)


class CentreRefusal(CentreFault):
    """The centre understood and said no; `reason` is its own code."""

    def __init__(self, reason: str, values: dict[str, Any]) -> None:
        super().__init__(REFUSED)
        self.args = (REFUSED, reason)  # for the log
        self.reason = reason
        self.values = values
