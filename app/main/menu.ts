import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * What the system expects of a window: edit, zoom, quit, by roles, which Electron names in the system's language.
 * The studio's own commands live in the page, in its command table, so that both shells have the same.
 */
export function installMenu(isMac: boolean, isPackaged: boolean): void {
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : [{ role: 'fileMenu' } as const]),
    { role: 'editMenu' },
    {
      role: 'viewMenu',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
