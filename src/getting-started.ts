/** What is said to somebody who starts a command that polls, without a target. */
export const gettingStarted = `No targets are configured, so there is nothing to poll. To get going:
  - write a configuration file; config/example.yaml shows every key, and this is the least it needs:
        targets:
          - name: production
            region: us-east-2
            discover: { enabled: true }
  - start with --config.file=FILE
  - or look around first, with a simulated account: the command demo (npm run demo)
`;
