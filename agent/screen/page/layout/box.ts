/** Space for a drawing: its width and the size of one rem, in pixels. Drawings are laid out in rem, like the text. */
export interface Box {
  width: number;
  rem: number;
}
