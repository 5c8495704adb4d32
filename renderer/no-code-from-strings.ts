import { z } from "zod";

// The content security policy allows no code made from strings, which zod would use to be faster. It decides when a
// schema is made, so this must be imported before any.
z.config({ jitless: true });
