/** Starts the page: one session with the server, one frame loop, one tree of components. */
import { realSurroundings } from '@tickrace/lanes';
import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';
import { Session } from './session/session.ts';
import { LabView } from './view/LabView.svelte.ts';
import { parseUrlState } from './view/url-state.ts';

function newReader(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(5)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

const target = document.getElementById('app');
if (target === null) throw new Error('The page has no element #app.');
const address = parseUrlState(location.search);
const session = new Session({
  origin: location.origin,
  reader: newReader(),
  shaped: address.shaped,
  choices: address.lanes,
  surroundings: realSurroundings,
  isHidden: () => document.visibilityState === 'hidden',
});
mount(App, { target, props: { session, lab: new LabView(session, address) } });
session.start();
