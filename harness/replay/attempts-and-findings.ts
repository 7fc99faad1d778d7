import type { Finding } from "../check/findings.ts";
import type { JudgedAttempt, Observer } from "../check/observer.ts";

/** Of all that the checker tells, passes on attempts and findings; a timeline needs no measures. */
export class AttemptsAndFindings implements Observer {
  readonly attempt: (attempt: JudgedAttempt) => void;
  readonly found: (finding: Finding) => void;

  constructor(onAttempt: (attempt: JudgedAttempt) => void, onFinding: (finding: Finding) => void) {
    this.attempt = onAttempt;
    this.found = onFinding;
  }

  streamOpened(): void {}
  streamEnded(): void {}
  events(): void {}
  reconnected(): void {}
  firstEvent(): void {}
}
