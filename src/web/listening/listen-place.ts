/** Where connections come from: a TCP port, a Unix socket, or a socket that whoever started the process has opened. */
export type ListenPlace = TcpPlace | UnixPlace | InheritedPlace;

interface TcpPlace {
  /** Empty: every interface. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

interface UnixPlace {
  readonly path: string;
}

interface InheritedPlace {
  readonly fd: number;
}

/** As it is written in the configuration. */
export function nameOf(place: ListenPlace): string {
  if ('fd' in place) return `the inherited socket ${place.fd}`;
  if ('path' in place) return `unix:${place.path}`;
  const { host, port } = place;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
