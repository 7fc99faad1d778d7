import { cut } from "./cut.ts";
import { cutAgain } from "./cut-again.ts";
import { cutInReplay } from "./cut-in-replay.ts";
import { finishAway } from "./finish-away.ts";
import type { Row } from "./row.ts";

/** To add a row: write its file, add its line. */
export const rows: readonly Row[] = [cut, cutAgain, cutInReplay, finishAway];
