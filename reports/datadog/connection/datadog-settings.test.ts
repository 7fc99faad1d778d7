import { describe, expect, test } from "vitest";
import { settingsFrom } from "./datadog-settings.ts";

const keys = { DD_API_KEY: "a1", DD_APP_KEY: "b2" };
const from = (variables: Record<string, string>, url?: string, needsAppKey = true) =>
  settingsFrom(variables, { needsAppKey, url });

describe("the settings for Datadog", () => {
  test.each([
    { claim: "both missing keys are named", variables: {}, missing: ["DD_API_KEY", "DD_APP_KEY"] },
    { claim: "a missing application key is named", variables: { DD_API_KEY: "a" }, missing: ["DD_APP_KEY"] },
    { claim: "spaces are not a key", variables: { ...keys, DD_API_KEY: "  " }, missing: ["DD_API_KEY"] },
  ])("$claim", ({ variables, missing }) => {
    expect(from(variables)).toEqual({ missing });
  });

  test("pushing needs only the API key", () => {
    expect(from({ DD_API_KEY: "a1" }, undefined, false)).toMatchObject({ apiKey: "a1", appKey: "" });
  });

  test.each([
    { site: undefined, url: "https://api.datadoghq.com" },
    { site: "datadoghq.eu", url: "https://api.datadoghq.eu" },
    { site: "us5.datadoghq.com", url: "https://api.us5.datadoghq.com" },
    { site: "ddog-gov.com", url: "https://api.ddog-gov.com" },
  ])("site $site is at $url", ({ site, url }) => {
    expect(from({ ...keys, ...(site ? { DD_SITE: site } : {}) })).toMatchObject({ url });
  });

  test.each([
    "datadoghq.com.evil.example",
    "evil.example/datadoghq.com",
    "datadoghq.com@evil.example",
    "app.datadoghq.com",
  ])("no key goes to site %s", (site) => {
    expect(from({ ...keys, DD_SITE: site })).toHaveProperty("wrong");
  });

  test.each([
    { url: "http://127.0.0.1:8080", fine: true },
    { url: "http://localhost:1/", fine: true },
    { url: "http://[::1]:1", fine: true },
    { url: "https://proxy.example/datadog/", fine: true },
    { url: "http://proxy.example", fine: false },
    { url: "http://127.0.0.1.evil.example", fine: false },
    { url: "https://user@proxy.example", fine: false },
    { url: "ftp://127.0.0.1", fine: false },
    { url: "nonsense", fine: false },
  ])("URL $url is taken: $fine", ({ url, fine }) => {
    expect("apiKey" in from(keys, url)).toBe(fine);
    expect("apiKey" in from({ ...keys, DD_URL: url })).toBe(fine);
  });

  test("a key that would break a header is refused and not repeated", () => {
    const problem = from({ ...keys, DD_API_KEY: "secret\nX: y" });
    expect(problem).toHaveProperty("wrong");
    expect(JSON.stringify(problem)).not.toContain("secret");
  });
});
