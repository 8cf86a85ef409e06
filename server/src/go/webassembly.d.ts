// The part of the WebAssembly interface the parser uses. TypeScript declares it only together with the
// browser's whole DOM library, and Node's own types leave it out; the engine runs in both and wants neither.

declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    private readonly compiled;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, never>);
    readonly exports: Record<string, unknown>;
  }
  class RuntimeError extends Error {}
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
