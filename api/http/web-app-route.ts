import { type RequestHandler, Router } from 'express';
import serveStaticGzip from 'express-static-gzip';
import { pagePaths } from '../web/paths.ts';

const yearSeconds = 365 * 24 * 60 * 60;

/**
 * The web app: `index.html` at each of its pages' addresses, so that a reload shows the same page, and its files, which
 * are named by their content and therefore kept by browsers for ever.
 */
export function webAppRoute(webRoot: string): RequestHandler {
  const router = Router();
  // What cannot be decoded names no file; the middleware below would say so in plain text.
  router.use((request, _response, next) => next(isDecodable(request.path) ? undefined : 'router'));
  router.get([...pagePaths], (request, _response, next) => {
    request.url = '/index.html';
    next();
  });
  router.use(
    serveStaticGzip(webRoot, {
      enableBrotli: true,
      orderPreference: ['br', 'gzip'],
      index: false,
      serveStatic: {
        index: false,
        setHeaders: (response, path) => {
          const isHashed = /[\\/]assets[\\/]/.test(path);
          response.setHeader(
            'cache-control',
            isHashed ? `public, max-age=${yearSeconds}, immutable` : 'no-cache',
          );
        },
      },
    }),
  );
  return router;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
