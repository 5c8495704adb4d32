/** Node has it; the engine's libraries (no DOM) do not describe it. */
declare const WebAssembly: { Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer } };

const WASM_PAGE_BYTES = 65_536;

/**
 * `count` buffers of `bytes` each, page aligned, as O_DIRECT asks. Buffer and ArrayBuffer do not promise that;
 * WebAssembly's memory does, in plain Node and in Electron.
 */
export function alignedBuffers(count: number, bytes: number): Uint8Array[] {
  const { buffer } = new WebAssembly.Memory({ initial: Math.ceil((bytes * count) / WASM_PAGE_BYTES) });
  return Array.from({ length: count }, (_, n) => new Uint8Array(buffer, n * bytes, bytes));
}
