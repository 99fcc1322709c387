"""Who may claim which words: matches that share words compete, and only one of them votes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Vote = tuple[bool, float, int, int, int, str, int, int, int]
"""A match that may vote: form or named measure (False goes first), -points, -content words, width, start, id of the
rule, claimed words as bits, end, number of the rule. Sorted, votes stand in the order in which they may claim words:
named measures, then the stronger, of more content words, closer together, earlier."""


def contest(votes: Sequence[Vote]) -> Iterator[tuple[Vote, str]]:
    """Each vote with the rule it lost its words to, or "". Longer phrases keep their words from shorter ones.

    A match whose words lie wholly inside another's is heard after it, but a named measure never waits for a form.
    Who is heard first keeps the words; who shares words that are taken loses.
    """
    best = {(vote[5], vote[6]): vote for vote in reversed(votes)}  # of one rule for the same words
    won: list[tuple[str, int]] = []
    taken = 0
    for vote in _heard(list(best.values())[::-1]):
        rule, claims = vote[5], vote[6]
        if claims & taken:
            shared = claims & taken
            winner = next(holder for holder, held in won if held & shared)
            if winner != rule:
                yield vote, winner
                continue
        won.append((rule, claims))
        taken |= claims
        yield vote, ""


def _heard(votes: Sequence[Vote]) -> Iterator[Vote]:
    """Votes in order, but each only after the longer matches that its words all lie inside."""
    before: dict[int, set[int]] = {}
    for place, (form, _, _, _, _, _, claims, _, _) in enumerate(votes):
        longer = {
            other
            for other, vote in enumerate(votes)
            if claims & vote[6] == claims != vote[6] and claims and (form or not vote[0])
        }
        if longer:
            before[place] = longer
    if not before:
        yield from votes
        return
    waiting = list(range(len(votes)))
    done: set[int] = set()
    while waiting:
        place = next(place for place in waiting if place not in before or before[place] <= done)
        waiting.remove(place)
        done.add(place)
        yield votes[place]
