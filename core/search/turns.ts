/** Time after which others get their turn on the event loop. */
const turnMs = 20;

/** A function to be awaited between pieces of work on this thread; it lets others run when the last turn was long ago. */
export function turns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < turnMs) return;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  };
}
