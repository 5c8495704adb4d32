import { useEffect, useRef, useState } from "react";

/** Drawn beyond what is seen, so that a quick scroll shows no hole. */
const MORE = 8;

/**
 * Which of a long list's lines have to be drawn: all have one height. The line `at` is brought into sight whenever it
 * becomes another; -1 is none.
 */
export function useSeenLines(count: number, at: number, linePx: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => setSeen({ top: element.scrollTop, height: element.clientHeight });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  useEffect(() => {
    const element = scroller.current;
    if (!element || at < 0) return;
    const [above, below] = [at * linePx, (at + 1) * linePx + linePx / 2];
    if (element.scrollTop > above) element.scrollTop = above;
    else if (element.scrollTop + element.clientHeight < below)
      element.scrollTop = below - element.clientHeight;
  }, [at, linePx]);
  const first = Math.max(0, Math.floor(seen.top / linePx) - MORE);
  return { scroller, first, last: Math.min(count, Math.ceil((seen.top + seen.height) / linePx) + MORE) };
}
