"""The daemon as a part of the machine: installed, started with it, taken away again (C1, I1)."""
