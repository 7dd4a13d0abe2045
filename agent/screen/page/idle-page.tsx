import { Bar } from './bar.tsx';
import { RoomOutlook } from './room/room-outlook.tsx';
import { useTexts } from './words/language.tsx';

/** What the screen shows while nobody has signed in, for pupils can see it: the clock, the next lesson, the way to sign in. */
export function IdlePage() {
  const { access, product } = useTexts();
  return (
    <main class="page idle">
      <Bar>
        <span class="hint">{product}</span>
      </Bar>
      <RoomOutlook />
      <p class="idle-doors">
        <a class="open-button" href="#/open">
          {access.open}
        </a>
        <a class="button" href="/it.html">
          {access.it}
        </a>
      </p>
    </main>
  );
}
