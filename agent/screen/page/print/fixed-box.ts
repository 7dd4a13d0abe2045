import { createContext } from 'preact';
import type { Box } from '../layout/box.ts';

/** The space of a drawing on paper, where nothing can be measured before it is drawn; undefined on the screen. */
export const FixedBox = createContext<Box | undefined>(undefined);
