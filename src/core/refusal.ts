/** Why a client is not let in. */
export const refusalReasons = ['certificate', 'host', 'password', 'busy', 'rate', 'origin'] as const;

export type RefusalReason = (typeof refusalReasons)[number];

/** That a client was not let in. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** Of the client; undefined where it has none, as through a Unix socket. */
  readonly address: string | undefined;
  /**
   * The host or the origin that was named, or what is wrong with the certificate or the password; undefined when the reason
   * says it all.
   */
  readonly detail?: string;
}
