import { errors, RefusalError } from "../../errors.ts";
import type { ClientUnderTest } from "../clients/client.ts";
import { commandClient } from "../clients/command.ts";
import { clientElsewhere } from "../clients/elsewhere.ts";
import { pageClient } from "../clients/page.ts";

/** How the client is brought to the lab: one of the three. */
export interface ClientSource {
  readonly command?: string;
  readonly page?: string;
  readonly listen?: boolean;
  readonly clients?: number;
}

/** @throws RefusalError (exit 2) unless there is exactly one client, (exit 4) where there is no Chromium for a page */
export async function underTest(source: ClientSource): Promise<ClientUnderTest> {
  const { command, page, listen, clients } = source;
  const given = [command !== undefined, page !== undefined, listen === true].filter(Boolean).length;
  if (given !== 1) {
    const what = given === 0 ? "There is no client." : "There is more than one client.";
    throw new RefusalError(errors.badUsage(what, "Give one of --command, --page and --listen."));
  }
  if (clients !== undefined && command === undefined) {
    throw new RefusalError(errors.badUsage("--clients needs a command to start them.", "Give --command."));
  }
  if (command !== undefined) return commandClient(command);
  if (page === undefined) return clientElsewhere();
  if (!page.includes("{url}")) {
    const hint = "Put {url} where it goes, e.g. --page 'http://localhost:5173/?stream={url}'.";
    throw new RefusalError(errors.badUsage(`The page ${page} does not say where the stream's URL goes.`, hint));
  }
  return pageClient(page);
}
