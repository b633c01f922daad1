import type { RequestListener } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express, { type RequestHandler } from 'express';
import { Admission } from '../../core/admission.ts';
import type { Context, Services } from '../context.ts';
import type { ServerOptions } from '../server-options.ts';
import { artefactRoute } from './artefact-route.ts';
import { onBehalfOfClient } from './caller.ts';
import { answerErrors, answerNotFound } from './error-answers.ts';
import { explorerRoute } from './explorer-route.ts';
import type { Identify } from './identify.ts';
import { imageRoute, thumbnailRoute } from './image-route.ts';
import type { Lifecycle } from './lifecycle.ts';
import { limitBodies } from './limit-bodies.ts';
import { limitRequests, turnAway } from './limit-requests.ts';
import { addProbes } from './probe-routes.ts';
import type { Charge } from './rate-limit.ts';
import { requestContext } from './request-context.ts';
import { allowFrom, requireKnown, requireRole } from './require-role.ts';
import { trailOf } from './trail.ts';
import { uploadRoute } from './upload-route.ts';
import { webAppRoute } from './web-app-route.ts';

/** Points of an upload's bytes. */
const uploadCost = 10;

/** Of one body, and of all that are being read or answered, in bytes. */
const [bodyBytes, bodiesBytes] = [12 * 2 ** 20, 256 * 2 ** 20];

/** How long what is let in is expected to wait at most, and how many are let in whatever they take. */
const [maximumWaitMs, always] = [300, 64];

/** Every route of the server. `graphql` must have been started. */
export function createApp(
  services: Services,
  graphql: ApolloServer<Context>,
  options: ServerOptions & {
    readonly identify: Identify;
    readonly charge: Charge;
    readonly lifecycle: Lifecycle;
  },
): RequestListener {
  const { identify, charge, lifecycle, uploadSecret: secret, log = console.error } = options;
  const admission = admissionOf(options);
  const bodies = limitBodies({ each: bodyBytes, together: options.bodiesBytes ?? bodiesBytes });
  const app = express();
  addProbes(app, { services, options, identify, lifecycle });
  app.use(
    '/graphql',
    allowFrom(identify, (caller) => requireRole(caller, 'reader', 'GraphQL')),
    bodies.guard,
    express.json({ limit: bodyBytes, verify: bodies.read }),
    limitRequests(admission),
    onBehalfOfClient(services.asCaller, options.timeoutMs ?? 60_000),
    graphqlRoute(services, graphql, options),
  );
  app.put(
    '/uploads/:id',
    allowFrom(identify, (caller) => {
      requireRole(caller, 'editor', 'An upload');
      charge(caller, uploadCost);
    }),
    uploadRoute(services.uploads, secret),
  );
  app.get('/artefacts/:jobId/:name', artefactRoute({ ...services, secret }));
  app.get('/images/:sha256', imageRoute({ blobs: services.blobs, identify, secret }));
  app.get('/images/:sha256/:name', thumbnailRoute({ thumbnails: services.thumbnails, identify, secret }));
  app.get('/schema.graphql', allowFrom(identify, requireKnown), (_request, response) => {
    response.type('text/plain').sendFile(options.schemaFile);
  });
  app.get('/graphiql', explorerRoute(options.graphiqlFile));
  app.use(webAppRoute(options.webRoot));
  app.use(answerNotFound, answerErrors(log));
  return turnAway(admission, services.telemetry, app);
}

function admissionOf({ maximumRequests = 256 }: ServerOptions): Admission {
  return new Admission({ atOnce: maximumRequests, maximumWaitMs, always, now: () => performance.now() });
}

function graphqlRoute(
  services: Services,
  graphql: ApolloServer<Context>,
  options: ServerOptions,
): RequestHandler {
  return expressMiddleware(graphql, {
    context: async ({ res }) =>
      requestContext(services, options, {
        trail: trailOf(res),
        identity: res.locals['identity'],
      }),
  });
}
