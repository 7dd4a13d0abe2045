import { render } from 'preact';
import { ItApp } from './it-app.tsx';

render(<ItApp />, document.getElementById('page') as HTMLElement);
