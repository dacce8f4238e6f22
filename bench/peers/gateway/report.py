"""Medians over the trials of results.csv; latencies also as what is added to the direct call."""
import collections
import statistics
import sys

values = collections.defaultdict(list)
for line in open(sys.argv[1]):
    peer, _, what, figure, value = line.strip().split(",")
    values[what, figure, peer].append(float(value))
medians = {key: statistics.median(found) for key, found in values.items()}
peers = sorted({peer for _, _, peer in medians}, key=lambda peer: (peer != "direct", peer))
steps = list(dict.fromkeys((what, figure) for what, figure, _ in medians))

print(open(sys.argv[2]).read().strip())
print()
print("| | " + " | ".join(peers) + " |")
print("|---" * (len(peers) + 1) + "|")
for what, figure in steps:
    direct = medians.get((what, figure, "direct"))
    cells = []
    for peer in peers:
        value = medians.get((what, figure, peer))
        if value is None:
            cells.append("-")
        elif figure.endswith("_ms") and what != "start" and peer != "direct" and direct is not None:
            cells.append(f"{value:.2f} (+{value - direct:.2f})")
        else:
            cells.append(f"{value:,.2f}" if figure.endswith("_ms") else f"{value:,.0f}")
    print(f"| {what} {figure} | " + " | ".join(cells) + " |")
