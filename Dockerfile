# Chaintill for a server; docker-compose.yml runs it. The same commands run without Docker: node dist/cli/main.js …
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node scripts/build.js && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    CHAINTILL_DATA=/data
WORKDIR /app
COPY --from=build /app/package.json /app/project.yaml /app/schema.graphql ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/networks ./networks
COPY --from=build /app/dist ./dist
RUN install --directory --owner=node --group=node /data
USER node
VOLUME /data
EXPOSE 4000
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["start"]
