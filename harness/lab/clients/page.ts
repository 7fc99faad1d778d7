import { existsSync } from "node:fs";
import type { Browser } from "puppeteer-core";
import { errors, RefusalError } from "../../errors.ts";
import { requirePeers } from "../../peers.ts";
import { messageOf } from "../../thrown.ts";
import { readDelivery } from "../history/delivery.ts";
import type { ClientUnderTest, RunningClient, Session } from "./client.ts";

/** Where distributions put a Chromium. CHROMIUM names another one. */
const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const openLimitMs = 20_000;
/** Lines of the console that are kept. */
const keptLines = 20;

/**
 * A page in a real Chromium, opened anew for each row, with a profile of its own: its connections and its storage are no other row's.
 *
 * @param url with `{url}` where the stream's URL goes. The page reports by POST, or prints each delivery to its console.
 * @throws RefusalError (exit 4) where there is no Chromium
 */
export async function pageClient(url: string): Promise<ClientUnderTest> {
  requirePeers("page");
  const file = [process.env.CHROMIUM ?? "", ...places].find((each) => each !== "" && existsSync(each));
  if (file === undefined) throw new RefusalError(errors.noChromium(process.env.CHROMIUM ?? places[0] ?? ""));
  const { default: puppeteer } = await import("puppeteer-core");
  const browser = await puppeteer.launch({
    executablePath: file,
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
    handleSIGINT: false, // the row's end closes it
    handleSIGTERM: false,
  });
  return { describe: url, start: (session) => open(browser, url, session), close: () => browser.close() };
}

async function open(browser: Browser, template: string, session: Session): Promise<RunningClient> {
  const { url, row, credentials, onDelivery } = session;
  const context = await browser.createBrowserContext();
  const lines: string[] = [];
  const never = new Promise<{ how: string; ok: boolean }>(() => {});
  try {
    const page = await context.newPage();
    page.on("console", (message) => {
      const line = message.text();
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      const delivery = readDelivery(line);
      if (delivery) onDelivery(delivery);
    });
    page.on("pageerror", (error) => lines.push(String(error)));
    const headers = encodeURIComponent(JSON.stringify(credentials));
    const at = template
      .replaceAll("{url}", encodeURIComponent(url))
      .replaceAll("{row}", row)
      .replaceAll("{headers}", headers);
    await page.goto(at, { timeout: openLimitMs, waitUntil: "domcontentloaded" });
  } catch (error) {
    await context.close();
    throw new RefusalError(errors.pageAway(template, messageOf(error)));
  }
  return { ended: never, printed: () => lines.join("\n"), stop: () => context.close() };
}
