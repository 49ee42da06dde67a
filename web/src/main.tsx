import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@/ui/look.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Program } from '@/app/Program';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Program />
    </StrictMode>,
  );
}
