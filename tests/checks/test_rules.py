"""What was measured beside what is asked for: verdicts without machine or database (B8)."""

import msgspec
import pytest

from formats.environment import STEPS, Measured, Order, Requirements, Step, from_json, order_in, to_json
from formats.environment_rules import judge
from formats.plan import MachineRequirement, Program
from tests.checks.build import GOOD


def asked(item: str, minimum: float | str) -> Requirements:
    return Requirements(machine=(MachineRequirement(item=item, minimum=minimum),))


@pytest.mark.parametrize("step", STEPS)
def test_a_good_machine_passes_the_defaults(step: Step):
    assert judge(step, GOOD[step], Requirements()).verdict == "pass"


@pytest.mark.parametrize(
    ("step", "item", "minimum", "measured", "verdict"),
    [
        ("cpu", "CPU核数", 4.0, {"cores": 2}, "fail"),
        ("cpu", "CPU主频(GHz)", 2.0, {"cores": 4, "mhz": 1999}, "pass"),
        ("memory", "内存(GB)", 4.0, {"mb": 3920}, "fail"),
        ("disk", "空闲硬盘(GB)", 50.0, {"free_mb": 18_000}, "fail"),
        ("disk", "写入速度(MB/s)", 20.0, {"free_mb": 1, "write_mb_s": 9}, "fail"),
        ("screen", "屏幕高", 768.0, {"width": 1024, "height": 600}, "fail"),
        ("screen", "屏幕高", 768.0, {"width": None, "height": None}, "unknown"),
        ("browser", "浏览器版本", 75.0, {"major": 49}, "fail"),
        ("clock", "时钟偏差(秒)", 2.0, {"error_ms": -41_600}, "fail"),
        ("clock", "时钟偏差(秒)", 2.0, {"error_ms": -1900}, "pass"),
        ("trip", "往返时间(毫秒)", 100.0, {"us": 240_000}, "fail"),
        ("throughput", "吞吐(Mb/s)", 20.0, {"kbit_s": 9_000}, "fail"),
        ("throughput", "吞吐(Mb/s)", 20.0, {"kbit_s": None}, "unknown"),
    ],
)
def test_numbers_are_compared_in_the_unit_of_the_item(
    step: Step, item: str, minimum: float, measured: Measured, verdict: str
):
    assert judge(step, measured, asked(item, minimum)).verdict == verdict


@pytest.mark.parametrize(
    ("wanted", "name", "version", "bits", "verdict"),
    [
        ("Windows 10 64位 或 Debian 12", "Debian", "12", 64, "pass"),
        ("Windows 10 64位 或 Debian 12", "Debian", "11", 64, "fail"),
        ("Windows 10 64位 或 Debian 12", "Windows", "11", 64, "pass"),
        ("Windows 10 64位 或 Debian 12", "Windows", "10", 32, "fail"),
        ("Win7 64 位 / Win10 及以上", "Windows", "7", 64, "pass"),
        ("Windows 10", "Uos", "20", 64, "fail"),
        ("统信 20", "Uos", "20", 64, "pass"),
        ("随便哪个", "Debian", "12", 64, "unknown"),
        ("Windows 10", "", "", 64, "unknown"),
    ],
)
def test_one_of_the_systems_named_is_enough(wanted: str, name: str, version: str, bits: int, verdict: str):
    measured: Measured = {"name": name, "version": version, "bits": bits}

    assert judge("system", measured, asked("操作系统", wanted)).verdict == verdict


@pytest.mark.parametrize(
    ("step", "measured", "verdict"),
    [
        ("software", {"missing": "Eclipse"}, "warn"),
        ("forbidden", {"running": "QQ.exe"}, "fail"),
        ("firewall", {"state": "on"}, "pass"),
        ("firewall", {"state": "unknown"}, "unknown"),
        ("sleep", {"minutes": 15}, "warn"),
        ("sleep", {"minutes": None}, "unknown"),
        ("restore", {"survived": 0}, "warn"),
        ("restore", {"survived": 0, "lost": 1}, "fail"),
        ("input", {"names": ""}, "unknown"),
        ("isolation", {"isolated": 0}, "warn"),
        ("isolation", {"isolated": None}, "unknown"),
        ("memory", {"fault": "timeout"}, "fail"),
        ("firewall", {"fault": "timeout"}, "unknown"),
    ],
)
def test_what_is_no_number_has_its_own_rule(step: Step, measured: Measured, verdict: str):
    assert judge(step, measured, Requirements()).verdict == verdict


def test_requirements_and_orders_come_back_as_they_were():
    programs = (Program(name="编辑器", executables=("Code.exe", "code")),)
    wanted = Requirements(software=programs)
    order = Order(run="r.1", software=programs)

    assert (from_json(to_json(wanted)), order_in(order.arguments())) == (wanted, order)
    with pytest.raises(msgspec.DecodeError):
        order_in({"order": "[]"})
