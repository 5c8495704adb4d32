import type { MediaCount } from "../../../shared/carried.ts";
import { useAnswer } from "../../parts/use-answer.ts";
import { useStation } from "../../store.ts";

/** Changes whenever the units that carry a medium may be others, or the media may stand otherwise. */
export function useCountsKey(): string {
  const ended = useStation((s) =>
    s.batches
      .map(({ id, counts: { done, failed, cancelled } }) => [id, done, failed, cancelled].join(":"))
      .join(),
  );
  const media = useStation((s) => s.media.map(({ id, standing }) => `${id}:${standing}`).join());
  return `${ended}\n${media}`;
}

/** How many units carry each medium, by its id. */
export function useMediaCounts(): ReadonlyMap<string, MediaCount> {
  const { last } = useAnswer(`counts\n${useCountsKey()}`, (client) => client.mediaCounts({}));
  return new Map((last ?? []).map((count) => [count.media, count]));
}
