const longest = 100;

/** What somebody gave, as a message repeats it: on one line, and no longer than a line. */
export function shown(given: string): string {
  const text = given.replaceAll(/\p{Cc}/gu, ' ');
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
