import bcrypt from 'bcrypt';
import { createHmac, randomBytes } from 'node:crypto';
import { laneOf } from './lane.js';
import { Turns } from './turns.js';

/** As they came: bytes, whatever text they stand for. */
export interface Credentials {
  readonly user: string;
  readonly password: Buffer;
}

export interface Asker {
  /** The IP address; empty where there is none: a Unix socket has no other end with a name. */
  readonly address: string;
  /** Whether the answer is still waited for. */
  readonly isWaiting: () => boolean;
}

export type Verdict = 'right' | 'wrong' | 'busy';

export interface PasswordsOptions {
  /** Bcrypt, on another thread. */
  readonly compare?: (password: Buffer, hash: string) => Promise<boolean>;
  /** How many right passwords are remembered, so that they cost nothing when they come again. */
  readonly remembered?: number;
}

// Half of the connections that there may be: others can connect, and are compared in the end.
const waiting = { perLane: 8, most: 256 };

/**
 * Compares passwords with the bcrypt hashes of users. That takes long by design, so only one is compared at a time. An
 * unknown user takes as long as one that there is.
 */
export class Passwords {
  readonly #compare: (password: Buffer, hash: string) => Promise<boolean>;
  readonly #mostRemembered: number;
  readonly #turns = new Turns(waiting);
  /** Without it, what is remembered is of no use to anybody who reads the memory later. */
  readonly #secret = randomBytes(32);
  /** Users, hashes and right passwords, all under a keyed hash; what was used last comes last. */
  readonly #right = new Set<string>();
  #users: ReadonlyMap<string, string>;

  constructor(users: ReadonlyMap<string, string>, options: PasswordsOptions = {}) {
    this.#users = users;
    this.#compare = options.compare ?? ((password, hash) => bcrypt.compare(password, asReadByBcrypt(hash)));
    this.#mostRemembered = options.remembered ?? 100;
  }

  /** From now on these are the users. What is remembered of a hash that has changed is of no more use. */
  use(users: ReadonlyMap<string, string>): void {
    this.#users = users;
  }

  /** Whether anybody is asked for a password at all. */
  get areAsked(): boolean {
    return this.#users.size > 0;
  }

  /**
   * At once when the password is remembered. Whoever hangs up before his turn is compared all the same: if he is right, that is
   * remembered when he comes again.
   */
  check(credentials: Credentials, { address, isWaiting }: Asker): Verdict | Promise<Verdict> {
    if (this.#isRemembered(credentials)) return 'right';
    return this.#turns
      .take(laneOf(address), isWaiting, () => this.#judge(credentials))
      .then((isRight) => {
        if (isRight === undefined || !isWaiting()) return 'busy';
        return isRight ? 'right' : 'wrong';
      });
  }

  /** From now on only those that are remembered are right: a comparison that has begun keeps the process from ending. */
  close(): void {
    this.#turns.close();
  }

  async #judge(credentials: Credentials): Promise<boolean> {
    // Another request with the same may have been judged in the meantime.
    if (this.#isRemembered(credentials)) return true;
    const { user, password } = credentials;
    const hash = this.#users.get(user);
    const isRight = await this.#compare(password, hash ?? this.#hashFor(user));
    if (!isRight || hash === undefined) return false;
    this.#remember(this.#markOf(credentials, hash));
    return true;
  }

  /** The hash of somebody else, for an unknown user: always of the same one, so that its cost tells nothing either. */
  #hashFor(unknown: string): string {
    const hashes = [...this.#users.values()];
    const digest = createHmac('sha256', this.#secret).update(unknown).digest();
    const hash = hashes[digest.readUInt32BE() % hashes.length];
    if (hash === undefined) throw new Error('a password is compared, but there are no users');
    return hash;
  }

  #isRemembered(credentials: Credentials): boolean {
    const hash = this.#users.get(credentials.user);
    if (hash === undefined) return false;
    const mark = this.#markOf(credentials, hash);
    if (!this.#right.delete(mark)) return false;
    this.#right.add(mark);
    return true;
  }

  #markOf({ user, password }: Credentials, hash: string): string {
    const name = Buffer.from(user);
    const parts = [Buffer.of(name.length >> 8, name.length & 255), name, Buffer.from(hash), password];
    return createHmac('sha256', this.#secret).update(Buffer.concat(parts)).digest('base64');
  }

  #remember(mark: string): void {
    this.#right.add(mark);
    const [oldest] = this.#right;
    if (this.#right.size > this.#mostRemembered && oldest !== undefined) this.#right.delete(oldest);
  }
}

/**
 * PHP and Apache write 2y, and Go 2a, for what the library knows as 2b: the algorithm without the mistakes that others once had. By
 * 2a it would compare a password of more than 255 bytes as a shorter one.
 */
function asReadByBcrypt(hash: string): string {
  return hash.replace(/^\$2[ay]\$/, '$2b$');
}
