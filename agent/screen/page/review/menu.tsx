import type { ComponentChildren } from 'preact';

interface MenuProps {
  /** Of the element, once in the page. */
  id: string;
  name: string;
  children: ComponentChildren;
}

/** A button that shows a few more below it; the browser itself hides them with Escape or a touch elsewhere. */
export function Menu({ id, name, children }: MenuProps) {
  return (
    <>
      <button type="button" class="button menu-button" popovertarget={id}>
        {name} <span aria-hidden="true">▾</span>
      </button>
      <div id={id} popover="auto" class="menu">
        {children}
      </div>
    </>
  );
}
