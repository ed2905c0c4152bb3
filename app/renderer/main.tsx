import './bootstrap/zod-without-eval.ts';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/mantine-styles.css';
import './ui/tokens.css';
import './ui/global.css';
import { createRoot } from 'react-dom/client';
import { App } from './bootstrap/app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html lacks #root.');
createRoot(root).render(<App />);
