/** Where connections come from: an address, a Unix socket, or a socket that whoever started the process has opened. */
export type ListenPlace = ConfiguredPlace | InheritedSocket;

/** What the configuration can name. */
export type ConfiguredPlace = ListenAddress | UnixSocket;

export interface ListenAddress {
  /** Empty: every interface. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface UnixSocket {
  readonly path: string;
}

export interface InheritedSocket {
  readonly fd: number;
}

/** As the configuration names it. */
export function nameOfPlace(place: ListenPlace): string {
  if ('fd' in place) return `fd:${place.fd}`;
  if ('path' in place) return `unix:${place.path}`;
  const { host, port } = place;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whether the host stands for every interface. */
export function isEveryInterface(host: string): boolean {
  return ['', '0.0.0.0', '::'].includes(host);
}
