import { ipcRenderer } from 'electron';
import { desktopOrigin, portHandover, portRequest } from '../contract/shell/shell-channel.ts';
import { hostPortChannel } from './ipc-channel.ts';

// Nothing is exposed to the page but a MessagePort, which it must ask for; see openShellChannel.
window.addEventListener('message', event => {
  if (event.source === window && event.data === portRequest) ipcRenderer.send(hostPortChannel);
});

ipcRenderer.on(hostPortChannel, event => {
  window.postMessage(portHandover, desktopOrigin, [...event.ports]);
});
