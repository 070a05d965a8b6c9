"""Windows: a service as LOCAL SERVICE, the page by the Run key of the machine. Tested with a stand-in for pywin32, not yet on Windows."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import PurePath, PureWindowsPath
from typing import Any, Final, Protocol, TypeAlias

from agent_client.service.plan import KIOSK, NAME, POLICY, File, Plan, Wanted, config

PROGRAM_DATA: Final = PureWindowsPath(r"C:\ProgramData")
DATA: Final = PROGRAM_DATA / NAME
TITLE: Final = "监考 Jiankao: candidate machine"
RUN_KEY: Final = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run"
POLICY_KEYS: Final = (r"HKLM\Software\Policies\Google\Chrome", r"HKLM\Software\Policies\Microsoft\Edge")
ACCOUNT: Final = r"NT AUTHORITY\LocalService"
RESTARTS: Final = "restart/1000/restart/1000/restart/1000"
Work: TypeAlias = Callable[[], Coroutine[Any, Any, int]]


def plan(wanted: Wanted, *, program_data: PurePath = PROGRAM_DATA) -> Plan:
    """What `sc`, `icacls` and `reg` are to do; `icacls` closes the data folder to everybody but the service and administrators."""
    data, run = program_data / NAME, program_data / f"{NAME}-run"
    service = _line(*wanted.program, "service", "--data", str(data), "--kiosk", str(run))
    kiosk = _line(*wanted.program, "kiosk", "--folder", str(run))
    return Plan(
        files=(config(wanted, data), File(run / "README.txt", "监考 Jiankao\r\n")),
        after=(
            ("icacls", str(data), "/inheritance:r", "/grant:r", *_full("LOCAL SERVICE"), *_full("Administrators"), *_full("SYSTEM")),
            ("icacls", str(run), "/inheritance:r", "/grant:r", *_full("LOCAL SERVICE"), *_full("Administrators"), *_read(wanted)),
            ("sc", "create", NAME, "binPath=", service, "start=", "auto", "obj=", ACCOUNT, "DisplayName=", TITLE),
            ("sc", "failure", NAME, "reset=", "60", "actions=", RESTARTS),
            ("sc", "failureflag", NAME, "1"),
            ("reg", "add", RUN_KEY, "/v", KIOSK, "/t", "REG_SZ", "/d", kiosk, "/f"),
            *(_policies() if wanted.lock_browser else ()),
            ("sc", "start", NAME),
        ),
        before_removal=(
            ("sc", "stop", NAME),
            ("sc", "delete", NAME),
            ("reg", "delete", RUN_KEY, "/v", KIOSK, "/f"),
            *(_no_policies() if wanted.lock_browser else ()),
        ),
    )  # fmt: skip


def _full(account: str) -> tuple[str, ...]:
    return (f"{account}:(OI)(CI)F",)


def _read(wanted: Wanted) -> tuple[str, ...]:
    return (f"{wanted.candidate or 'Users'}:(OI)(CI)R",)


def _line(*parts: str) -> str:
    return " ".join(f'"{part}"' if " " in part or part.endswith(".exe") else part for part in parts)


def _policies() -> list[tuple[str, ...]]:
    return [command for key in POLICY_KEYS for name, value in POLICY.items() for command in _policy(key, name, value)]


def _no_policies() -> list[tuple[str, ...]]:
    """Ours only: the school may have others."""
    return [
        ("reg", "delete", rf"{key}\{name}", "/f")
        if isinstance(value, list)
        else ("reg", "delete", key, "/v", name, "/f")
        for key in POLICY_KEYS
        for name, value in POLICY.items()
    ]


def _policy(key: str, name: str, value: Any) -> list[tuple[str, ...]]:
    """A list is a key of its own, with its members by number."""
    if isinstance(value, list):
        return [
            ("reg", "add", rf"{key}\{name}", "/v", str(number), "/t", "REG_SZ", "/d", str(each), "/f")
            for number, each in enumerate(value, 1)
        ]
    return [("reg", "add", key, "/v", name, "/t", "REG_DWORD", "/d", str(int(value)), "/f")]


# --- the running service
class Scm(Protocol):
    """What the system's service manager wants to hear; pywin32's `servicemanager` speaks so."""

    def running(self) -> None: ...

    def stopping(self) -> None: ...

    def stopped(self, code: int) -> None: ...


class Service:
    """The daemon between the system's "start" and "stop", which come from other threads."""

    def __init__(self, scm: Scm, work: Work) -> None:
        self._scm = scm
        self._work = work
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[int] | None = None
        self._is_asked = False

    def run(self) -> int:
        """Until stopped; tells the system how it ended. A fault is an exit code, for then it is started again."""
        try:
            asyncio.run(self._run())
        except Exception:  # whatever it is: the system must hear of the end, and what happened is in agent.log
            self._scm.stopped(1)
            return 1
        self._scm.stopped(0)
        return 0

    def stop(self) -> None:
        self._is_asked = True
        self._scm.stopping()
        if self._loop is not None and self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)

    async def _run(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.create_task(self._work())
        self._scm.running()
        if self._is_asked:
            self._task.cancel()
        try:
            await self._task
        except asyncio.CancelledError:
            if not self._is_asked:
                raise


def serve(work: Work) -> int:
    """As the system's service manager starts it. Raises `RuntimeError` elsewhere, or without pywin32."""
    if sys.platform != "win32":
        raise RuntimeError(
            "There are services of this kind on Windows only. On Debian systemd starts the daemon itself."
        )
    try:
        import servicemanager  # there is none elsewhere
        import win32service
        import win32serviceutil
    except ImportError as fault:
        raise RuntimeError("A service needs the package pywin32 in this program.") from fault

    class Framework(win32serviceutil.ServiceFramework):
        _svc_name_ = NAME
        _svc_display_name_ = TITLE

        def __init__(self, arguments: Any) -> None:
            super().__init__(arguments)
            self.service = Service(self, work)

        def running(self) -> None:
            self.ReportServiceStatus(win32service.SERVICE_RUNNING)

        def stopping(self) -> None:
            self.ReportServiceStatus(win32service.SERVICE_STOP_PENDING)

        def stopped(self, code: int) -> None:
            self.ReportServiceStatus(win32service.SERVICE_STOPPED, win32ExitCode=code)

        def SvcDoRun(self) -> None:  # noqa: N802 - pywin32 calls it so
            self.service.run()

        def SvcStop(self) -> None:  # noqa: N802 - pywin32 calls it so
            self.service.stop()

    servicemanager.Initialize()
    servicemanager.PrepareToHostSingle(Framework)
    servicemanager.StartServiceCtrlDispatcher()
    return 0
