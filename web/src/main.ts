/** Starts the pages. */
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/surfaces.css';
import './styles/lists.css';
import './styles/evidence.css';
import './styles/charts.css';
import './styles/utilities.css';
import './styles/shared.css';
import './styles/low.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { language } from './lib/lang.svelte';
import { restoreTheme } from './lib/theme.svelte';
import { registerWorker } from './lib/worker';

document.documentElement.lang = language.value;
restoreTheme();
const target = document.getElementById('app');
if (target) mount(App, { target });
if (import.meta.env.PROD) registerWorker();
