/**
 * How many resumes were attempted and how many succeeded, at one moment (milliseconds since the epoch): a run, or one bucket of a
 * time series.
 */
export interface Sample {
  readonly at: number;
  readonly good: number;
  readonly total: number;
}

/** One window that ends now. */
export interface WindowFigures {
  readonly window: WindowName;
  readonly total: number;
  readonly good: number;
  /** Percent; null without data. */
  readonly success_rate: number | null;
  /** How many times faster than evenly over the objective's period the budget burns: error share / allowed share. */
  readonly burn_rate: number | null;
}

/** A window over which the objective must hold. */
export interface PeriodFigures extends WindowFigures {
  readonly met: boolean | null;
  /** Errors that this window's traffic allows. */
  readonly budget: number | null;
  /** Percent of that budget that is left; below 0 it is overspent. Null without data. */
  readonly budget_left: number | null;
}

export type AlertState = "firing" | "ok" | "no data";

interface Alert {
  readonly severity: "page" | "ticket";
  readonly burn_rate: number;
  readonly long: WindowFigures;
  readonly short: WindowFigures;
  readonly state: AlertState;
}

export interface SloReport {
  readonly now: string;
  readonly source: string;
  /** Percent. */
  readonly objective: number;
  readonly periods: readonly PeriodFigures[];
  readonly alerts: readonly Alert[];
  /** 0: all is well. 1: an alert fires, or a period misses its objective. 3: neither, because there is no data. */
  readonly exit_code: 0 | 1 | 3;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
export const windowMs = {
  "5m": 5 * minute,
  "30m": 30 * minute,
  "1h": hour,
  "2h": 2 * hour,
  "6h": 6 * hour,
  "1d": day,
  "3d": 3 * day,
  "7d": 7 * day,
  "30d": 30 * day,
} as const;
type WindowName = keyof typeof windowMs;

/**
 * The pairs of windows of multiwindow, multi-burn-rate alerts: the long one shows that it matters, the short one (a twelfth)
 * that it still goes on. "The Site Reliability Workbook" (2018), chapter 5, "Alerting on SLOs", section 6 with its rules
 * for pages and tickets.
 */
export const alertPairs = [
  { severity: "page", burn: 14.4, long: "1h", short: "5m" },
  { severity: "page", burn: 6, long: "6h", short: "30m" },
  { severity: "ticket", burn: 3, long: "1d", short: "2h" },
  { severity: "ticket", burn: 1, long: "3d", short: "6h" },
] as const;

export interface SloQuestion {
  /** Milliseconds since the epoch; nothing later counts. */
  readonly now: number;
  /** Percent, above 0 and below 100. */
  readonly objective: number;
  readonly source: string;
}

/** Success, budget, burn rates and alerts at one moment. */
export function sloReport(samples: readonly Sample[], { now, objective, source }: SloQuestion): SloReport {
  const figures = (window: WindowName) => figuresOf(samples, window, now, objective);
  const periods = (["7d", "30d"] as const).map((window) => periodOf(figures(window), objective));
  const alerts = alertPairs.map(({ severity, burn, long, short }) =>
    alert(severity, burn, figures(long), figures(short)),
  );
  const bad = alerts.some(({ state }) => state === "firing") || periods.some(({ met }) => met === false);
  const empty = periods.every(({ met }) => met === null);
  return { now: new Date(now).toISOString(), source, objective, periods, alerts, exit_code: bad ? 1 : empty ? 3 : 0 };
}

/** What lies in (now - window, now]. */
function figuresOf(samples: readonly Sample[], window: WindowName, now: number, objective: number): WindowFigures {
  let [total, good] = [0, 0];
  for (const sample of samples) {
    if (sample.at <= now - windowMs[window] || sample.at > now) continue;
    total += sample.total;
    good += sample.good;
  }
  good = Math.min(good, total); // a success may be counted after the window's edge and its attempt before it
  if (total <= 0) return { window, total: 0, good: 0, success_rate: null, burn_rate: null };
  const errors = (total - good) / total;
  return { window, total, good, success_rate: 100 * (good / total), burn_rate: errors / (1 - objective / 100) };
}

function periodOf(figures: WindowFigures, objective: number): PeriodFigures {
  const { success_rate, total, good } = figures;
  if (success_rate === null) return { ...figures, met: null, budget: null, budget_left: null };
  const budget = total * (1 - objective / 100);
  const met = isUpTo(total - good, budget);
  return { ...figures, met, budget, budget_left: 100 * (1 - (total - good) / budget) };
}

/** `firing` when both windows burn too fast, `ok` when one is known not to. Otherwise a window without data leaves it open. */
function alert(severity: Alert["severity"], burn_rate: number, long: WindowFigures, short: WindowFigures): Alert {
  const over = [long, short].map((figures) =>
    figures.burn_rate === null ? null : !isUpTo(figures.burn_rate, burn_rate),
  );
  const state = over.includes(false) ? "ok" : over.includes(null) ? "no data" : "firing";
  return { severity, burn_rate, long, short, state };
}

/** Whether a value keeps a limit. 94.2 % of 1,000 are 58 errors allowed, which as floating-point numbers are a little less than 58. */
function isUpTo(value: number, limit: number): boolean {
  return value <= limit * (1 + 1e-9);
}
