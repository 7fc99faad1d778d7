/** The tag with a thing's own id, which it gets after it was made. A clone copies the tag, but has another id. */
const ownTagName = "resume-gate-own:";

export function ownTag(id: string | number | undefined): string {
  return `${ownTagName}${id ?? ""}`.toLowerCase();
}

/**
 * Which of several things with our marker is ours: the one that carries its own id. If none does, it is one without any such tag
 * (made before these tags existed, or its answer got lost); two of those are ambiguous. All others are copies.
 */
export function findOurs<Thing extends { readonly id?: string | number }>(
  all: readonly Thing[],
  tagsOf: (thing: Thing) => readonly string[] | undefined,
): { ours: Thing | undefined; ambiguous: Thing[]; others: Thing[] } {
  const proved = all.filter((each) => tagsOf(each)?.includes(ownTag(each.id)));
  const untagged = all.filter((each) => !tagsOf(each)?.some((tag) => tag.startsWith(ownTagName)));
  const candidates = proved.length > 0 ? proved : untagged;
  const ambiguous = candidates.length > 1 ? candidates : [];
  return {
    ours: candidates.length === 1 ? candidates[0] : undefined,
    ambiguous: [...ambiguous],
    others: all.filter((each) => !candidates.includes(each)),
  };
}
