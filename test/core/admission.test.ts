import { expect, it } from 'vitest';
import { Admission } from '../../core/admission.ts';

/** A server that answers one request after the other, and what comes to it. */
class Queue {
  now = 0;
  readonly admission: Admission;

  constructor(options: { readonly atOnce: number; readonly maximumWaitMs: number; readonly always: number }) {
    this.admission = new Admission({ ...options, now: () => this.now });
  }

  /** Lets in whatever may come. @returns how many came in */
  fill(): number {
    const { admission } = this;
    const before = admission.running;
    while (admission.waitFor() === 0) admission.begin();
    return admission.running - before;
  }

  /** So many are answered, each after so long. */
  answer(count: number, eachMs: number): void {
    for (let i = 0; i < count; i++) {
      this.now += eachMs;
      this.admission.end();
    }
  }
}

it('lets in as many as may run before anything was seen, and then no more', () => {
  const queue = new Queue({ atOnce: 100, maximumWaitMs: 1000, always: 4 });
  expect(queue.fill()).toBe(100);
  expect(queue.admission.waitFor()).toBeGreaterThan(0);
});

it('lets in what is expected to wait no longer than it may', () => {
  const queue = new Queue({ atOnce: 1000, maximumWaitMs: 1000, always: 4 });
  queue.fill();
  // 1,000 wait for 10 s and more; 100 for 1 s.
  for (let i = 0; i < 2000; i++) {
    queue.answer(1, 10);
    queue.fill();
  }
  expect(queue.admission.running).toBeGreaterThanOrEqual(95);
  expect(queue.admission.running).toBeLessThanOrEqual(105);
  // The machine is twice as fast now, and takes twice as many.
  for (let i = 0; i < 4000; i++) {
    queue.answer(1, 5);
    queue.fill();
  }
  expect(queue.admission.running).toBeGreaterThanOrEqual(190);
  expect(queue.admission.running).toBeLessThanOrEqual(210);
});

it('says when to ask again: when those that run are expected to be over', () => {
  const queue = new Queue({ atOnce: 50, maximumWaitMs: 1000, always: 50 });
  queue.fill();
  for (let i = 0; i < 200; i++) {
    queue.answer(1, 100);
    queue.fill();
  }
  expect([5, 6]).toContain(queue.admission.waitFor());
});

it('always lets a few run, however slow they are', () => {
  const queue = new Queue({ atOnce: 100, maximumWaitMs: 1000, always: 4 });
  queue.admission.begin();
  queue.answer(1, 60_000);
  expect(queue.fill()).toBe(4);
});

it('lets in few more while nothing ends, and forgets that once something does', () => {
  const queue = new Queue({ atOnce: 100, maximumWaitMs: 1000, always: 4 });
  for (let i = 0; i < 10; i++) queue.admission.begin();
  queue.answer(5, 10);
  queue.now += 5000;
  expect(queue.fill()).toBe(0);
  queue.answer(5, 10);
  for (let i = 0; i < 1000; i++) {
    queue.fill();
    queue.answer(1, 10);
  }
  expect(queue.admission.running + queue.fill()).toBeGreaterThanOrEqual(80);
});

it('does not count the time in which nothing runs', () => {
  const queue = new Queue({ atOnce: 100, maximumWaitMs: 1000, always: 4 });
  for (let i = 0; i < 100; i++) {
    queue.admission.begin();
    queue.answer(1, 10);
    queue.now += 10_000;
  }
  expect(queue.fill()).toBeGreaterThanOrEqual(99);
});

it('knows for a second that there was a rush', () => {
  const queue = new Queue({ atOnce: 2, maximumWaitMs: 1000, always: 2 });
  expect(queue.admission.isRush).toBe(false);
  queue.fill();
  expect(queue.admission.isRush).toBe(true);
  queue.now += 1000;
  expect(queue.admission.isRush).toBe(false);
});
