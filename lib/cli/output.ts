/** Where a command's words go. */
export interface Output {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}
