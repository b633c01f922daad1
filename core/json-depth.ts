/** Whether lists and objects lie inside each other more than `limit` deep. Takes no stack, however deep they are. */
export function isNestedDeeperThan(value: unknown, limit: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; ; depth++) {
    const inner = level.filter((each) => typeof each === 'object' && each !== null);
    if (inner.length === 0) return false;
    if (depth === limit) return true;
    level = inner.flatMap((each) => Object.values(each as object));
  }
}
