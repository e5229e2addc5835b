"""``python -m tests.foreign``: how the pages of other hands are read, one line for each that is not right throughout."""

from tests.foreign.reading import outcomes

found = list(outcomes())
for one in found:
    if not one.whole:
        kind = "" if one.is_report == one.taken else " taken for a report" if one.taken else " not taken for a report"
        print(f"{one.name}: {one.missed} missed, {one.wrong} wrong, {one.silent} of them silent{kind}")
cells = sum(one.right + one.missed + one.wrong for one in found)
print(
    f"{len(found)} pages, {sum(one.whole for one in found)} right throughout; of {cells} cells"
    f" {sum(one.right for one in found) / cells:.2%} right, {sum(one.missed for one in found)} left open,"
    f" {sum(one.wrong for one in found)} wrong, {sum(one.silent for one in found)} of them silent"
)
