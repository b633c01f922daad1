/** Addresses of the web app's pages: the server answers each with the app, and nothing else. */
export const pagePaths = [
  '/',
  '/classify',
  '/similarity',
  '/collections',
  '/collections/:name',
  '/models',
  '/evaluations',
  '/evaluations/:id',
  '/evaluations/:id/against/:baseline',
  '/access',
] as const;

export type PagePath = (typeof pagePaths)[number];
