"""Top-k as cn_clip/eval/make_topk_predictions.py does it: inner products in float32, then a sort of all pairs of
identity and score for every query. Arguments: candidates, dimension, queries, k. Prints seconds per query."""
import sys
import time

import numpy

candidates, dimension, queries, k = map(int, sys.argv[1:])
random = numpy.random.default_rng(1)
images = random.standard_normal((candidates, dimension), dtype=numpy.float32)
texts = random.standard_normal((queries, dimension), dtype=numpy.float32)
ids = list(range(candidates))
batch = 32768

started = time.perf_counter()
for text in texts:
    scored = []
    for start in range(0, candidates, batch):
        scores = text[None] @ images[start : start + batch].T
        scored.extend(zip(ids[start : start + batch], scores[0].tolist()))
    best = [identity for identity, _ in sorted(scored, key=lambda pair: pair[1], reverse=True)[:k]]
print((time.perf_counter() - started) / queries)
