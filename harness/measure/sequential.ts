/** What the early stop needs to know about a face. */
export interface EarlyStopRule {
  /** The share of attempts that may fail, from 0 to 1, e.g. 0.02. */
  readonly allowed: number;
  /** Attempts that the whole face will make. */
  readonly planned: number;
}

/** The probability that a target within its limit is stopped early anyway. */
const earlyStopError = 1e-4;

/** A target is hopeless when it fails this many times as often as it may. */
const hopelessFactor = 2.5;

/**
 * Counts attempts one by one and says when the verdict cannot become `pass` any more. It never decides a pass early, because
 * the next event may still be lost.
 *
 * There are two reasons to stop. Exact: more attempts have failed than the whole face may fail. Statistical: the likelihood
 * ratio of "fails 2.5 times as often as allowed" against "just keeps its limit" is over 1 / 0.0001. For a target within its
 * limit, that happens with a probability of 0.0001 at most, however long the face is (J. Ville, Étude critique de la notion de
 * collectif, 1939; the ratio is from A. Wald, Ann. Math. Statist. 16 (1945), 117-186).
 */
export class EarlyStop {
  readonly #rule: EarlyStopRule;
  readonly #perFailure: number;
  readonly #perSuccess: number;
  attempts = 0;
  failures = 0;

  constructor(rule: EarlyStopRule) {
    const hopeless = Math.min(0.999, rule.allowed * hopelessFactor);
    this.#rule = rule;
    this.#perFailure = Math.log(hopeless / rule.allowed);
    this.#perSuccess = Math.log((1 - hopeless) / (1 - rule.allowed));
  }

  /** The logarithm of the likelihood ratio so far. */
  get evidence(): number {
    return this.failures * this.#perFailure + (this.attempts - this.failures) * this.#perSuccess;
  }

  /** Counts one attempt. @returns why to stop, or null */
  add(success: boolean): string | null {
    this.attempts++;
    if (!success) this.failures++;
    const mayFail = this.#rule.allowed * Math.max(this.#rule.planned, this.attempts);
    const counts = `${this.failures} of ${this.attempts} attempts have failed`;
    if (this.failures > mayFail) return `${counts}, more than may fail of all ${this.#rule.planned} planned ones`;
    if (this.evidence >= -Math.log(earlyStopError))
      return `${counts}, which would not happen to a target within its limit`;
    return null;
  }
}
