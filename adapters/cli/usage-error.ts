/** What was asked cannot be understood or read. The message names the place and the remedy; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
