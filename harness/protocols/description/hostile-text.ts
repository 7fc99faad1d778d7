/** What looks like a stream's own framing, and characters of two to four bytes. */
const lookAlikes = "\nid: 987654321\ndata: forged\n\nevent: done\r\ndata: [DONE]\r: é 漢 🎉\u2028\u0085 end";

/** A word in which a server's careless framing shows. It begins with the word itself. */
export function hostile(word: string): string {
  return word + lookAlikes;
}

export function isHostile(word: string): boolean {
  return word.endsWith(lookAlikes);
}
