"""What of one machine, of the server and of the test centre waits for a person."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from proctor_site.watch.facts import Device, RoomLook
from proctor_site.watch.rules.writing import at_machine
from rooms.operations import Cause

CENTRE_AWAY_AFTER: Final = timedelta(seconds=30)
DeviceRule = Callable[[RoomLook, Device], Cause | None]


def _clock_far(room: RoomLook, device: Device) -> Cause | None:
    offset = device.clock_offset_ms
    if offset is None or abs(offset) <= room.thresholds.clock_s.alarm * 1000:
        return None
    return at_machine(room, device, "clock_far", step_ms=offset)


def _disk_low(room: RoomLook, device: Device) -> Cause | None:
    free = device.number("disk_free_mb")
    if free is None or free >= room.thresholds.disk_gb.alarm * 1000:
        return None
    return at_machine(room, device, "disk_low", free_mb=free)


def _battery_low(room: RoomLook, device: Device) -> Cause | None:
    charge = device.number("battery")
    if charge is None or device.number("plugged") or charge > room.thresholds.battery.alarm:
        return None
    return at_machine(room, device, "battery_low", battery=charge)


def other_clients(room: RoomLook) -> Iterator[Cause | None]:
    """Another version than most machines of the room have."""
    seated = [device for device in room.devices if device.seat is not None and device.client]
    if not seated:
        return
    counted = Counter(device.client for device in seated)
    usual = max(counted, key=lambda client: (counted[client], client))
    for device in seated:
        if device.client != usual:
            yield at_machine(room, device, "client_other", client=device.client, usual=usual)


def server_disk_low(room: RoomLook) -> Cause | None:
    if room.free_disk_mb >= room.thresholds.disk_gb.alarm * 1000:
        return None
    return Cause(room.room, "server_disk_low", "", room.now, values={"free_mb": room.free_disk_mb})


def centre_away(room: RoomLook) -> Cause | None:
    since = room.centre_away_since
    if since is None:
        return None
    return Cause(room.room, "centre_away", "", since, is_due=room.lasts(since, CENTRE_AWAY_AFTER))


DEVICE_RULES: Final[dict[str, DeviceRule]] = {
    "clock_far": _clock_far,
    "disk_low": _disk_low,
    "battery_low": _battery_low,
}
