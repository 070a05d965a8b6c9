"""Percentiles, medians over rounds, and the table that documents quote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Run:
    """One measurement: how long each save took, within how many seconds."""

    waits_s: Sequence[float]
    seconds: float

    @property
    def per_s(self) -> float:
        return len(self.waits_s) / self.seconds

    def wait_ms(self, percent: float) -> float:
        ordered = sorted(self.waits_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000


def row(name: str, runs: Iterable[Run], *, beside: float) -> str:
    """A line of the table: medians, the range of the rate, and how many times the rate `beside` it is."""
    runs = list(runs)
    rates = [run.per_s for run in runs]
    p50, p99 = (median(run.wait_ms(percent) for run in runs) for percent in (50, 99))
    return (
        f"| {name} | {median(rates):,.0f} ({min(rates):,.0f}-{max(rates):,.0f}) | {p50:.2f} | {p99:.1f} "
        f"| {median(rates) / beside:.1f} |"
    )


HEADER = "| | saves/s (range) | wait p50 ms | p99 ms | x ORM |\n|---|---|---|---|---|"
