/** What one connection may take of this node. Asterisk's own lines have at most 2,048 bytes (AGI_BUF_LEN). */
export type AgiLimits = {
  /** A line from Asterisk. */
  readonly lineBytes: number;
  /** All lines that describe a call. */
  readonly callBytes: number;
  /** From the connection to the end of those lines. */
  readonly callMs: number;
  /** From a command to its reply, and from the end to the other side's. */
  readonly replyMs: number;
  /** Connections at once; one more is closed at once, so that the dialplan goes on. */
  readonly connections: number;
};

export const AGI_LIMITS: AgiLimits = {
  lineBytes: 4_096,
  callBytes: 64 * 1024,
  callMs: 5_000,
  replyMs: 2_000,
  connections: 2_000,
};

/** A command of more bytes would be cut by Asterisk, and its rest read as another command. */
export const MAX_COMMAND_BYTES = 2_000;
/** Targets with variables of their own; a switch that tries more in series has lost its caller. */
export const MAX_TARGETS = 32;
