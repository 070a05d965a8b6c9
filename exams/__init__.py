"""The exam: plan, sessions, papers, candidates, sittings, answers, results."""
