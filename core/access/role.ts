/** What a caller may do; each role may do what those before it may. */
export const roles = ['reader', 'editor', 'admin'] as const;

export type Role = (typeof roles)[number];

/** Whether someone with a role, or with none, may do what `needed` may. */
export function isAtLeast(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && roles.indexOf(role) >= roles.indexOf(needed);
}

/** The role that a text names, in whatever case; undefined for any other text. */
export function parseRole(text: string): Role | undefined {
  return roles.find((role) => role === text.toLowerCase());
}
