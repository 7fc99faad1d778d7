/** Text that looks like a stream's own framing, and characters of two to four bytes. */
const lookAlikes = "\nid: 987654321\ndata: forged\n\nevent: done\r\ndata: [DONE]\r: é 漢 🎉\u2028\u0085 end";

/** A marker that a server with careless framing breaks. It begins with the word itself. */
export function hostile(word: string): string {
  return word + lookAlikes;
}

export function isHostile(word: string): boolean {
  return word.endsWith(lookAlikes);
}
