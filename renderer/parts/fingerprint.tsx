/** In groups of four and two lines, as people compare such things. */
export function Fingerprint({ hex }: { hex: string }) {
  return (
    <span className="mono" style={{ display: "inline-block", maxWidth: "40ch", fontSize: 13 }}>
      {hex.match(/.{1,4}/g)?.join(" ") ?? hex}
    </span>
  );
}
