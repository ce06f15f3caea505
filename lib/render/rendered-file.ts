/** A file to be written. */
export interface RenderedFile {
  /** Relative path, with forward slashes. */
  readonly path: string;
  /** Text that ends with a line feed. */
  readonly content: string;
}
