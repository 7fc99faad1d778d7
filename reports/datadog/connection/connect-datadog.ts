import type { v1 } from "@datadog/datadog-api-client";
import { DatadogFailure } from "./datadog-failure.ts";
import type { DatadogSettings } from "./datadog-settings.ts";
import type { RetryLimits } from "./retry.ts";
import { redact, transport } from "./transport.ts";

/** The parts of Datadog's API that are used here. */
export interface Datadog {
  readonly metrics: v1.MetricsApi;
  readonly events: v1.EventsApi;
  readonly monitors: v1.MonitorsApi;
  readonly dashboards: v1.DashboardsApi;
  readonly slos: v1.ServiceLevelObjectivesApi;
  /** Its address, for messages. */
  readonly url: string;
  /** Runs one request. @throws DatadogFailure, without a key in it */
  call<Answer>(where: string, request: () => Promise<Answer>): Promise<Answer>;
}

export interface ConnectOptions {
  readonly retry?: RetryLimits;
  readonly signal?: AbortSignal;
}

/** Loads Datadog's client (a second or so, so only here) and points it at the settings' URL. Nothing is sent yet. */
export async function connect(settings: DatadogSettings, options: ConnectOptions = {}): Promise<Datadog> {
  const { client, v1, logger } = await import("@datadog/datadog-api-client");
  logger.setLevel("silent"); // it logs what it throws
  const secrets = [settings.apiKey, settings.appKey].filter((key) => key !== "");
  const configuration = client.createConfiguration({
    baseServer: new client.BaseServerConfiguration(settings.url, {}),
    authMethods: { apiKeyAuth: settings.apiKey, appKeyAuth: settings.appKey },
    httpApi: transport({ secrets, Response: client.ResponseContext, ...options }),
    isIaC: true,
  });
  return {
    metrics: new v1.MetricsApi(configuration),
    events: new v1.EventsApi(configuration),
    monitors: new v1.MonitorsApi(configuration),
    dashboards: new v1.DashboardsApi(configuration),
    slos: new v1.ServiceLevelObjectivesApi(configuration),
    url: settings.url,
    async call(where, request) {
      try {
        return await request();
      } catch (error) {
        if (error instanceof DatadogFailure) throw error;
        const text = error instanceof Error ? error.message : String(error);
        throw new DatadogFailure("malformed", where, redact(text, secrets).slice(0, 300));
      }
    },
  };
}
