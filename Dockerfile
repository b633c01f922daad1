# Builds and runs `tuwen serve`. See docs/operation.md.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY api api
COPY core core
COPY adapters adapters
COPY plugins plugins
COPY db db
COPY bench bench
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    TUWEN_HOME=/data \
    TUWEN_HOST=0.0.0.0 \
    TUWEN_PORT=4000
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY api/generated/schema.graphql api/generated/schema.graphql
COPY db/migrations db/migrations
COPY plugins/template plugins/template
COPY starter starter
RUN install -d -o node -g node -m 700 /data
USER node
VOLUME /data
EXPOSE 4000
# Ready from the moment that models and database answer; the first start imports the bundled model.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4000/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself gets the signals; --init (or `init: true`) collects ended processes.
ENTRYPOINT ["node", "--max-semi-space-size=32", "dist/api/main.js"]
CMD ["serve"]
