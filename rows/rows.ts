import { afterEnd } from "./after-end.ts";
import { burst } from "./burst.ts";
import { compressed } from "./compressed.ts";
import { cut } from "./cut.ts";
import { cutAgain } from "./cut-again.ts";
import { cutInReplay } from "./cut-in-replay.ts";
import { finishAway } from "./finish-away.ts";
import { foreignCursor } from "./foreign-cursor.ts";
import { hostileText } from "./hostile-text.ts";
import { idle } from "./idle.ts";
import { leak } from "./leak.ts";
import { longAway } from "./long-away.ts";
import { overlap } from "./overlap.ts";
import { restart } from "./restart.ts";
import type { Row } from "./row.ts";
import { slowReader } from "./slow-reader.ts";
import { staleCursor } from "./stale-cursor.ts";
import { storm } from "./storm.ts";
import { twoReaders } from "./two-readers.ts";
import { twoStreams } from "./two-streams.ts";
import { unknownCursor } from "./unknown-cursor.ts";

/** To add a row: write its file, add its line. */
export const rows: readonly Row[] = [
  cut,
  cutAgain,
  cutInReplay,
  finishAway,
  afterEnd,
  overlap,
  twoReaders,
  twoStreams,
  staleCursor,
  unknownCursor,
  foreignCursor,
  longAway,
  burst,
  hostileText,
  slowReader,
  storm,
  restart,
  leak,
  compressed,
  idle,
];
