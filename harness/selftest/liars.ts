import type { Liar } from "./liar.ts";
import { acceptExpired } from "./liars/accept-expired.ts";
import { acceptExpiredLater } from "./liars/accept-expired-later.ts";
import { acceptForged } from "./liars/accept-forged.ts";
import { acceptOtherKey } from "./liars/accept-other-key.ts";
import { acceptOtherStream } from "./liars/accept-other-stream.ts";
import { acceptSelfSigned } from "./liars/accept-self-signed.ts";
import { acceptSwappedPayload } from "./liars/accept-swapped-payload.ts";
import { acceptUnsigned } from "./liars/accept-unsigned.ts";
import { afterFinal } from "./liars/after-final.ts";
import { badGateway } from "./liars/bad-gateway.ts";
import { bom } from "./liars/bom.ts";
import { byteByByte } from "./liars/byte-by-byte.ts";
import { changeByte } from "./liars/change-byte.ts";
import { changeFinal } from "./liars/change-final.ts";
import { changeTotal } from "./liars/change-total.ts";
import { commentsBetweenLines } from "./liars/comments-between-lines.ts";
import { crOnly } from "./liars/cr-only.ts";
import { crlfSplit } from "./liars/crlf-split.ts";
import { cutCharacter } from "./liars/cut-character.ts";
import { dropAtSeam } from "./liars/drop-at-seam.ts";
import { dropAtStart } from "./liars/drop-at-start.ts";
import { dropLive } from "./liars/drop-live.ts";
import { dropRenumbered } from "./liars/drop-renumbered.ts";
import { dropReplayed } from "./liars/drop-replayed.ts";
import { duplicateNewId } from "./liars/duplicate-new-id.ts";
import { duplicateSameId } from "./liars/duplicate-same-id.ts";
import { earlyFinal } from "./liars/early-final.ts";
import { emptyBody } from "./liars/empty-body.ts";
import { endEarly } from "./liars/end-early.ts";
import { expiredForInvalid } from "./liars/expired-for-invalid.ts";
import { falselyPartial } from "./liars/falsely-partial.ts";
import { finalTwice } from "./liars/final-twice.ts";
import { finalTwiceNewId } from "./liars/final-twice-new-id.ts";
import { foreignEvent } from "./liars/foreign-event.ts";
import { foreignEventSameId } from "./liars/foreign-event-same-id.ts";
import { foreignToken } from "./liars/foreign-token.ts";
import { heartbeatsForever } from "./liars/heartbeats-forever.ts";
import { honest } from "./liars/honest.ts";
import { honestExpiry } from "./liars/honest-expiry.ts";
import { htmlPage } from "./liars/html-page.ts";
import { inOnePiece } from "./liars/in-one-piece.ts";
import { invalidForExpired } from "./liars/invalid-for-expired.ts";
import { inventedEvent } from "./liars/invented-event.ts";
import { joinTwo } from "./liars/join-two.ts";
import { leakSecret } from "./liars/leak-secret.ts";
import { leakToken } from "./liars/leak-token.ts";
import { loseId } from "./liars/lose-id.ts";
import { noContent } from "./liars/no-content.ts";
import { noFinal } from "./liars/no-final.ts";
import { noToken } from "./liars/no-token.ts";
import { oddFields } from "./liars/odd-fields.ts";
import { oneEventThenReset } from "./liars/one-event-then-reset.ts";
import { redirect } from "./liars/redirect.ts";
import { refuseGood401 } from "./liars/refuse-good-401.ts";
import { refuseGood404 } from "./liars/refuse-good-404.ts";
import { refuseGood410 } from "./liars/refuse-good-410.ts";
import { refuseTrimmed } from "./liars/refuse-trimmed.ts";
import { renameType } from "./liars/rename-type.ts";
import { replayOtherBytes } from "./liars/replay-other-bytes.ts";
import { resendSeen } from "./liars/resend-seen.ts";
import { reset } from "./liars/reset.ts";
import { restartIds } from "./liars/restart-ids.ts";
import { silenceForever } from "./liars/silence-forever.ts";
import { skipIds } from "./liars/skip-ids.ts";
import { stall } from "./liars/stall.ts";
import { swapTwo } from "./liars/swap-two.ts";
import { unknownEvents } from "./liars/unknown-events.ts";
import { wrongType } from "./liars/wrong-type.ts";

/** To add a liar: write its file, add its line. */
export const liars: readonly Liar[] = [
  // Events
  dropReplayed,
  dropAtSeam,
  dropLive,
  dropAtStart,
  dropRenumbered,
  duplicateSameId,
  duplicateNewId,
  resendSeen,
  swapTwo,
  changeByte,
  changeTotal,
  cutCharacter,
  joinTwo,
  foreignEvent,
  foreignEventSameId,
  foreignToken,
  inventedEvent,
  skipIds,
  restartIds,
  loseId,
  replayOtherBytes,
  renameType,
  // Ends
  endEarly,
  earlyFinal,
  noFinal,
  finalTwice,
  finalTwiceNewId,
  changeFinal,
  afterFinal,
  noToken,
  reset,
  oneEventThenReset,
  stall,
  silenceForever,
  heartbeatsForever,
  // Answers
  emptyBody,
  wrongType,
  htmlPage,
  noContent,
  redirect,
  badGateway,
  falselyPartial,
  // Tokens accepted
  acceptForged,
  acceptSelfSigned,
  acceptUnsigned,
  acceptSwappedPayload,
  acceptOtherStream,
  acceptExpired,
  acceptExpiredLater,
  acceptOtherKey,
  // Tokens refused, and what refusals tell
  refuseGood401,
  refuseGood404,
  refuseGood410,
  refuseTrimmed,
  expiredForInvalid,
  invalidForExpired,
  leakSecret,
  leakToken,
  // Odd and legal
  honest,
  honestExpiry,
  byteByByte,
  crlfSplit,
  crOnly,
  bom,
  commentsBetweenLines,
  oddFields,
  unknownEvents,
  inOnePiece,
];
