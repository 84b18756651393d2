import type { Clock } from '../../../engine/index.ts';

export type CircuitOptions = {
  /** Failures in a row after which nobody is asked any more. */
  readonly failures: number;
  /** For this long; then one may try. Milliseconds. */
  readonly openMs: number;
};

/** Keeps a system that does not answer from being asked by everybody, and everybody from waiting for it. */
export class Circuit {
  readonly #options: CircuitOptions;
  readonly #clock: Clock;
  #failures = 0;
  #openUntilMs = 0;
  #isTried = false;

  constructor(options: CircuitOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Whether one may ask now. Who is let pass must say how it went. */
  mayPass(): boolean {
    if (this.#failures < this.#options.failures) return true;
    if (this.#isTried || this.#clock.now() < this.#openUntilMs) return false;
    this.#isTried = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#isTried = false;
  }

  failed(): void {
    this.#failures++;
    this.#isTried = false;
    this.#openUntilMs = this.#clock.now() + this.#options.openMs;
  }
}
