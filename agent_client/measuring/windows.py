"""Windows: what the registry and the system's own programs tell. Tested with stand-ins for both, not yet on Windows."""

import getpass
import platform
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

from agent_client.measuring.platforms import Browser, Screen, System, said_by

Ask = Callable[..., str]
VERSION: Final = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
APP_PATHS: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
UPDATES: Final = (
    ("Google Chrome", r"SOFTWARE\WOW6432Node\Google\Update\Clients\{8A69D345-D564-463C-AFF1-A69D9E530F96}"),
    ("Google Chrome", r"SOFTWARE\Google\Update\Clients\{8A69D345-D564-463C-AFF1-A69D9E530F96}"),
    ("Microsoft Edge", r"SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{56EB18F8-B008-4CBD-B6D2-8C97FE7E9062}"),
)
FIREWALL: Final = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
PROFILES: Final = ("DomainProfile", "PublicProfile", "StandardProfile")
LAYOUTS: Final = r"SYSTEM\CurrentControlSet\Control\Keyboard Layouts"
SERVICES: Final = frozenset({"system", "local service", "network service"})
ELEVEN_FROM_BUILD: Final = 22000


class Registry(Protocol):
    """Read only. `hive` is "machine" or "users"."""

    def value(self, path: str, name: str, hive: str = "machine") -> str | int | None: ...

    def keys(self, path: str, hive: str = "machine") -> list[str]: ...

    def values(self, path: str, hive: str = "machine") -> list[str]: ...


class Windows:
    def __init__(self, registry: Registry | None = None, ask: Ask = said_by, account: str | None = None) -> None:
        self._registry = registry or _this_registry()
        self._ask = ask
        self._account = account or getpass.getuser()

    def system(self) -> System:
        """Windows 11 still calls itself 10 in the registry; its build tells."""
        build = int(self._registry.value(VERSION, "CurrentBuildNumber") or 0)
        major = self._registry.value(VERSION, "CurrentMajorVersionNumber")
        version = "11" if build >= ELEVEN_FROM_BUILD else str(major) if major else "7"
        return System("Windows", version, 64 if platform.machine().endswith("64") else 32)

    def screen(self) -> Screen | None:
        """A service sees a screen of its own that nobody looks at; what the graphics card last showed does count."""
        told = self._ask(
            "powershell", "-NoProfile", "-Command",
            "Get-CimInstance Win32_VideoController | ForEach-Object"
            " { \"$($_.CurrentHorizontalResolution)x$($_.CurrentVerticalResolution)\" }",
        )  # fmt: skip
        size = re.search(r"(\d{3,5})x(\d{3,5})", told)
        return Screen(int(size[1]), int(size[2])) if size else None

    def browser(self) -> Browser | None:
        found = ((name, self._registry.value(path, "pv")) for name, path in UPDATES)
        return next((Browser(name, str(version)) for name, version in found if version), None)

    def has_program(self, executables: Sequence[str]) -> bool:
        """Registered under App Paths, or found by the system's own search."""
        known = {name.casefold() for name in self._registry.keys(APP_PATHS)}
        named = [name if "." in name else f"{name}.exe" for name in executables]
        return any(name.casefold() in known or bool(self._ask("where", name)) for name in named)

    def firewall(self) -> str:
        told = [self._registry.value(rf"{FIREWALL}\{profile}", "EnableFirewall") for profile in PROFILES]
        if all(each is None for each in told):
            return "unknown"
        return "on" if any(told) else "off"

    def sleep_minutes(self) -> int | None:
        """The setting for mains power, of the plan in use: the last hexadecimal number but one."""
        told = re.findall(
            r"0x([0-9a-fA-F]{8})", self._ask("powercfg", "/query", "SCHEME_CURRENT", "SUB_SLEEP", "STANDBYIDLE")
        )
        return -(-int(told[-2], 16) // 60) if len(told) >= 2 else None

    def input_methods(self) -> list[str]:
        """The layouts that people who were logged in here have loaded, by the names Windows gives them."""
        names = {self._registry.value(rf"{LAYOUTS}\{code}", "Layout Text") for code in self._layouts()}
        return sorted(str(name) for name in names if name)

    def is_isolated(self) -> bool | None:
        """The account of a service, or of the machine itself."""
        return self._account.casefold() in SERVICES or self._account.endswith("$")

    def _layouts(self) -> Iterable[str]:
        for person in self._registry.keys("", hive="users"):
            path = rf"{person}\Keyboard Layout\Preload"
            for name in self._registry.values(path, hive="users"):
                yield str(self._registry.value(path, name, hive="users") or "")


def _this_registry() -> Registry:
    if sys.platform != "win32":
        raise RuntimeError("there is a registry on Windows only")
    import winreg  # there is none elsewhere

    hives = {"machine": winreg.HKEY_LOCAL_MACHINE, "users": winreg.HKEY_USERS}

    class WindowsRegistry:
        def value(self, path: str, name: str, hive: str = "machine") -> str | int | None:
            try:
                with winreg.OpenKey(hives[hive], path) as key:
                    return winreg.QueryValueEx(key, name)[0]
            except OSError:  # not there, or not for us
                return None

        def keys(self, path: str, hive: str = "machine") -> list[str]:
            return self._names(path, hive, winreg.EnumKey)

        def values(self, path: str, hive: str = "machine") -> list[str]:
            return self._names(path, hive, lambda key, place: winreg.EnumValue(key, place)[0])

        def _names(self, path: str, hive: str, name_at: Callable[..., str]) -> list[str]:
            found: list[str] = []
            try:
                with winreg.OpenKey(hives[hive], path) as key:
                    while True:
                        found.append(name_at(key, len(found)))
            except OSError:  # how the registry says that there is no more
                return found

    return WindowsRegistry()
