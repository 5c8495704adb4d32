import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

/** Every colour of the station, once for each theme. Text colours are AA on `bg`, `card` and their own wash. */
const dark = {
  bg: "#0e1217",
  panel: "#151a21",
  card: "#1a2029",
  raised: "#232b36",
  line: "#28303b",
  edge: "#6c7888",
  text: "#e8ecf2",
  dim: "#a3adbb",
  faint: "#8a96a5",
  brand: "#4cc2ff",
  onBrand: "#04121c",
  write: "#a78bfa",
  verify: "#2dd4bf",
  done: "#4ade80",
  fail: "#ff7b7b",
  onFail: "#2a0505",
  slow: "#fbbf24",
};

const light: typeof dark = {
  bg: "#eef1f5",
  panel: "#ffffff",
  card: "#ffffff",
  raised: "#e6eaf0",
  line: "#d5dbe3",
  edge: "#7d8896",
  text: "#18202b",
  dim: "#4d5866",
  faint: "#5f6a78",
  brand: "#0b67ab",
  onBrand: "#ffffff",
  write: "#6340d8",
  verify: "#0a6f65",
  done: "#12703a",
  fail: "#bd2424",
  onFail: "#ffffff",
  slow: "#895200",
};

/** The tones a state can have; each is a colour token of the same name. */
export type Tone = "faint" | "dim" | "write" | "verify" | "done" | "fail" | "slow";

const ten = (...shades: [string, ...string[]]): MantineColorsTuple => {
  const last = shades[shades.length - 1] ?? shades[0];
  return Array.from({ length: 10 }, (_, i) => shades[i] ?? last) as unknown as MantineColorsTuple;
};

const variantColorResolver: VariantColorsResolver = (input) => {
  const { variant, color } = input;
  const tone = color === "fail" ? "fail" : "brand";
  const plain = { background: "transparent", border: "1px solid transparent" };
  if (variant === "filled")
    return {
      background: `var(--ps-${tone})`,
      hover: `color-mix(in srgb, var(--ps-${tone}) 88%, var(--ps-text))`,
      color: tone === "fail" ? "var(--ps-onFail)" : "var(--ps-onBrand)",
      border: "1px solid transparent",
    };
  if (variant === "default" || variant === "outline")
    return {
      ...plain,
      hover: "var(--ps-raised)",
      color: color === "fail" ? "var(--ps-fail)" : "var(--ps-text)",
      border: "1px solid var(--ps-edge)",
    };
  if (variant === "subtle" || variant === "transparent")
    return { ...plain, hover: "var(--ps-raised)", color: "var(--ps-text)" };
  return defaultVariantColorsResolver(input);
};

export const theme = createTheme({
  primaryColor: "brand",
  colors: {
    brand: ten(dark.brand),
    fail: ten(dark.fail),
    dark: ten(
      dark.text,
      dark.text,
      dark.dim,
      dark.faint,
      dark.edge,
      dark.raised,
      dark.card,
      dark.panel,
      dark.bg,
    ),
    gray: ten(light.bg, light.bg, light.raised, light.line, light.edge, light.faint, light.dim, light.text),
  },
  black: light.text,
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  defaultRadius: 8,
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver,
  components: {
    Table: { defaultProps: { borderColor: "var(--ps-line)" } },
    Button: { defaultProps: { variant: "default" } },
    Modal: { defaultProps: { transitionProps: { duration: 0 }, overlayProps: { backgroundOpacity: 0.6 } } },
    Menu: { defaultProps: { transitionProps: { duration: 0 } } },
    Tooltip: { defaultProps: { transitionProps: { duration: 0 }, openDelay: 300 } },
  },
});

const variables = (tokens: typeof dark): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--ps-${name}`, value])),
  "--mantine-color-body": tokens.panel,
  "--mantine-color-text": tokens.text,
  "--mantine-color-bright": tokens.text,
  "--mantine-color-dimmed": tokens.dim,
  "--mantine-color-placeholder": tokens.faint,
  "--mantine-color-error": tokens.fail,
  "--mantine-color-anchor": tokens.brand,
  "--mantine-color-default": tokens.card,
  "--mantine-color-default-hover": tokens.raised,
  "--mantine-color-default-border": tokens.edge,
  "--mantine-color-disabled": tokens.raised,
  "--mantine-color-disabled-color": tokens.faint,
  "--mantine-color-disabled-border": tokens.line,
  "--mantine-color-brand-filled": tokens.brand,
  "--mantine-color-brand-light": tokens.raised,
  "--mantine-color-brand-outline": tokens.brand,
  "--mantine-color-brand-text": tokens.brand,
  "--mantine-primary-color-contrast": tokens.onBrand,
});

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  dark: variables(dark),
  light: variables(light),
});
