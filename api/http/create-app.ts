import { randomUUID } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express, { type Express, type RequestHandler } from 'express';
import type { Context, Services } from '../context.ts';
import type { ServerOptions } from '../server-options.ts';
import { artefactRoute } from './artefact-route.ts';
import { bodyTime } from './body-time.ts';
import { onBehalfOfClient } from './caller.ts';
import { answerErrors, answerNotFound } from './error-answers.ts';
import { explorerRoute } from './explorer-route.ts';
import { healthRoute, readinessRoute } from './health-routes.ts';
import { guardHost } from './host-guard.ts';
import type { Identify } from './identify.ts';
import { imageRoute, thumbnailRoute } from './image-route.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Charge } from './rate-limit.ts';
import { requestContext } from './request-context.ts';
import { allowFrom, requireKnown, requireRole } from './require-role.ts';
import { securityHeaders } from './security-headers.ts';
import { uploadRoute } from './upload-route.ts';
import { webAppRoute } from './web-app-route.ts';

/** Points of an upload's bytes. */
const uploadCost = 10;

/** Every route of the server. `graphql` must have been started. */
export function createApp(
  services: Services,
  graphql: ApolloServer<Context>,
  options: ServerOptions & {
    readonly identify: Identify;
    readonly charge: Charge;
    readonly lifecycle: Lifecycle;
  },
): Express {
  const { identify, charge, lifecycle, uploadSecret: secret, log = console.error } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders, identifyRequest, lifecycle.guard, bodyTime);
  app.get('/healthz', healthRoute);
  if (options.isOpen) app.use(guardHost(options.host));
  app.get('/readyz', readinessRoute(services, options.isOpen, log, lifecycle));
  app.use(
    '/graphql',
    allowFrom(identify, (caller) => requireRole(caller, 'reader', 'GraphQL')),
    express.json({ limit: '12mb' }),
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
  return app;
}

const identifyRequest: RequestHandler = (_request, response, next) => {
  const requestId = randomUUID();
  response.locals['requestId'] = requestId;
  response.set('x-request-id', requestId);
  next();
};

function graphqlRoute(
  services: Services,
  graphql: ApolloServer<Context>,
  options: ServerOptions,
): RequestHandler {
  return expressMiddleware(graphql, {
    context: async ({ res }) =>
      requestContext(services, options, {
        requestId: res.locals['requestId'],
        identity: res.locals['identity'],
      }),
  });
}
