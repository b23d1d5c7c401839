import { render } from 'preact';
import './style/index.css';
import { startPeople } from './api/me.ts';
import { App } from './frame/app.tsx';
import { startRouting } from './route.ts';

startRouting();
startPeople();
const page = document.getElementById('page');
if (page) render(<App />, page);
