/**
 * The only IPC channel there is: the page asks for a port to the host, main answers on the same channel with the port.
 * All else is RPC on that port.
 */
export const hostPortChannel = 'cambrian:host-port';
