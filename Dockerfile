# The base images are named by tag, and a tag may come to name other bytes. Releases say in their provenance which digests
# they were made from; whoever must have the same again writes tag@sha256:… here.

# What runs in the first two stages is the same for every platform, and so they run on the platform of the builder.
FROM --platform=$BUILDPLATFORM node:24.21.0-trixie-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
ARG VERSION=0.1.0
ARG REVISION=unknown
RUN VERSION="$VERSION" REVISION="$REVISION" npm run build && find dist -name '*.map' -delete

FROM --platform=$BUILDPLATFORM node:24.21.0-trixie-slim AS dependencies
WORKDIR /dependencies
COPY package.json package-lock.json .npmrc ./
# What compilers read and write, and what npm notes down about the installation, is of no use to the running program.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts \
    && find node_modules -type f -regextype posix-extended -regex '.*\.([cm]?ts|map|tsbuildinfo|h|cc?|gypi?)' -delete \
    && rm node_modules/.package-lock.json
# classic-level and bcrypt bring their compiled parts for every platform, and what they are made of. The base image has glibc,
# not musl.
ARG TARGETARCH
WORKDIR /dependencies/node_modules
RUN case "$TARGETARCH" in \
      amd64) platform=linux-x64 variant= ;; \
      arm64) platform=linux-arm64 variant=.armv8 ;; \
      *) echo "TARGETARCH is '$TARGETARCH': there are images for amd64 and arm64" >&2; exit 1 ;; \
    esac \
    && ledger="classic-level/prebuilds/$platform/classic-level$variant.node" \
    && passwords="bcrypt/prebuilds/$platform/bcrypt.glibc.node" \
    && test -f "$ledger" && test -f "$passwords" \
    && rm -r classic-level/deps bcrypt/src bcrypt/test bcrypt/examples \
    && find classic-level/prebuilds bcrypt/prebuilds -type f ! -path "$ledger" ! -path "$passwords" -delete \
    && find classic-level/prebuilds bcrypt/prebuilds -type d -empty -delete
RUN mkdir /ledger

# Node.js and the libraries that it needs: no shell, no package manager. Its user has the id 65532.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
COPY --from=dependencies --chown=65532:65532 /ledger /var/lib/ssm-contacts-exporter
COPY --from=dependencies /dependencies/node_modules /app/node_modules
COPY package.json LICENSE /app/
COPY config /app/config
COPY --from=build /build/dist /app/dist

# A configuration can be mounted there, or another place be named by --config.file.
ENV NODE_ENV=production \
    SSM_CONTACTS_EXPORTER_CONFIG_FILE=/etc/ssm-contacts-exporter/config.yaml
# ledger.path is ./data/ledger where nobody says otherwise. A variable for it would win over the file.
WORKDIR /var/lib/ssm-contacts-exporter
VOLUME /var/lib/ssm-contacts-exporter
EXPOSE 10911
USER 65532:65532
# Node.js is the first process, and gets the signals of the container.
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/main.js"]
CMD ["serve"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["/nodejs/bin/node", "/app/dist/main.js", "healthcheck"]

ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="ssm-contacts-exporter" \
      org.opencontainers.image.description="Prometheus exporter for AWS Systems Manager Incident Manager" \
      org.opencontainers.image.authors="The ssm-contacts-exporter authors" \
      org.opencontainers.image.vendor="The ssm-contacts-exporter authors" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.url="https://github.com/ssm-contacts-exporter/ssm-contacts-exporter" \
      org.opencontainers.image.source="https://github.com/ssm-contacts-exporter/ssm-contacts-exporter" \
      org.opencontainers.image.documentation="https://github.com/ssm-contacts-exporter/ssm-contacts-exporter/blob/main/docs/image.md" \
      org.opencontainers.image.base.name="gcr.io/distroless/nodejs24-debian13:nonroot" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"
