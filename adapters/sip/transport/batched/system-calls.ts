/** The system calls of Linux that take many datagrams at once, by way of koffi, which may not be there. */
export type SystemCalls = {
  /** @returns a descriptor. @throws SystemCallError */
  openSocket(family: 4 | 6): number;
  /** @throws SystemCallError */
  setOption(descriptor: number, level: number, option: number, value: number): void;
  /** Words of an option's value. @throws SystemCallError */
  option(descriptor: number, level: number, option: number, words: Int32Array): void;
  /** @throws SystemCallError */
  bind(descriptor: number, address: Buffer): void;
  /** Fills in the address that a socket is bound to. @throws SystemCallError */
  boundAddress(descriptor: number, address: Buffer): void;
  /** How many of `count` message headers were filled; 0 when nothing has come; minus the error's number. */
  receive(descriptor: number, headers: bigint, count: number): number;
  /** How many of `count` messages were sent; minus the error's number when the first was not. */
  send(descriptor: number, headers: bigint, count: number): number;
  close(descriptor: number): void;
  /** Calls while there is something to receive. */
  watch(descriptor: number, onReadable: () => void): { close(): void };
  /** Where a buffer lies. It must be held on to for as long as that is used. */
  addressOf(bytes: Uint8Array): bigint;
};

export class SystemCallError extends Error {
  override readonly name = 'SystemCallError';
  /** As Node has it: EADDRINUSE, … */
  readonly code: string;
  private readonly call: string;

  /** @param address of the socket, where it is known */
  constructor(call: string, code: string, address?: string) {
    super(address === undefined ? `${call} ${code}` : `${call} ${code} ${address}`);
    this.code = code;
    this.call = call;
  }

  /** The same, which names the socket's address: of several listeners one must be found. */
  at(address: string): SystemCallError {
    return new SystemCallError(this.call, this.code, address);
  }
}

export const EAGAIN = 11;
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;

type Koffi = typeof import('koffi').default;
type Integers = (...values: readonly (number | bigint | Uint8Array | Int32Array | null)[]) => number;

/** The layouts and numbers here are those of Linux on 64-bit little-endian processors. @throws Error that says why not */
export async function loadSystemCalls(): Promise<SystemCalls> {
  const { platform, arch } = process;
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) throw new Error(`not made for ${platform} ${arch}`);
  const { default: koffi } = await import('koffi');
  const names = new Map(Object.entries(koffi.os.errno).map(([name, number]) => [number, name]));
  const library = koffi.load(null);
  const define = (definition: string) => library.func(definition) as unknown as Integers;
  const calls = {
    socket: define('int socket(int, int, int)'),
    setsockopt: define('int setsockopt(int, int, int, const void *, uint32_t)'),
    getsockopt: define('int getsockopt(int, int, int, void *, void *)'),
    bind: define('int bind(int, const void *, uint32_t)'),
    getsockname: define('int getsockname(int, void *, void *)'),
    recvmmsg: define('int recvmmsg(int, void *, uint32_t, int, void *)'),
    sendmmsg: define('int sendmmsg(int, void *, uint32_t, int)'),
    close: define('int close(int)'),
  };
  const must = (call: string, result: number): number => {
    if (result >= 0) return result;
    const number = koffi.errno();
    throw new SystemCallError(call, names.get(number) ?? `errno ${number}`);
  };
  const tried = (result: number): number => (result >= 0 ? result : -koffi.errno());
  const length = new Int32Array(32);
  return {
    openSocket: (family) =>
      must('socket', calls.socket(family === 4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
    setOption: (descriptor, level, option, value) => {
      must('setsockopt', calls.setsockopt(descriptor, level, option, Int32Array.of(value), 4));
    },
    option: (descriptor, level, option, words) => {
      length[0] = words.byteLength;
      must('getsockopt', calls.getsockopt(descriptor, level, option, words, length));
    },
    bind: (descriptor, address) => void must('bind', calls.bind(descriptor, address, address.length)),
    boundAddress: (descriptor, address) => {
      length[0] = address.length;
      must('getsockname', calls.getsockname(descriptor, address, length));
    },
    receive: (descriptor, headers, count) => {
      const result = tried(calls.recvmmsg(descriptor, headers, count, MSG_DONTWAIT, null));
      return result === -EAGAIN ? 0 : result;
    },
    send: (descriptor, headers, count) => tried(calls.sendmmsg(descriptor, headers, count, MSG_DONTWAIT)),
    close: (descriptor) => void calls.close(descriptor),
    watch: (descriptor, onReadable) => watch(koffi, descriptor, onReadable),
    addressOf: (bytes) => koffi.address(bytes),
  };
}

/** On libuv's own loop: nothing runs, and no thread waits, while nothing comes. */
function watch(koffi: Koffi, descriptor: number, onReadable: () => void): { close(): void } {
  return koffi.node.poll(descriptor, { readable: true }, onReadable);
}
