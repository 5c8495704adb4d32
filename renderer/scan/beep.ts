import { useSettings } from "../settings.ts";

/** Frequencies in Hz, one after the other: up for right, low and twice for wrong. */
const tunes = { right: [880, 1320], wrong: [220, 196, 220] } as const;
const TONE_S = 0.09;

let context: AudioContext | undefined;

/** Sounds right or wrong, unless sound is off. Silent where the browser allows no sound yet. */
export function beep(tune: keyof typeof tunes): void {
  if (!useSettings.getState().sound) return;
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  const gain = context.createGain();
  gain.gain.value = 0.15;
  gain.connect(destination);
  for (const [i, hz] of tunes[tune].entries()) {
    const tone = context.createOscillator();
    tone.type = tune === "right" ? "sine" : "square";
    tone.frequency.value = hz;
    tone.connect(gain);
    tone.start(currentTime + i * TONE_S * 1.3);
    tone.stop(currentTime + i * TONE_S * 1.3 + TONE_S);
  }
}
