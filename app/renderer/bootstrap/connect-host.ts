import { connectReconnectingRpc } from '../../contract/rpc/reconnecting-rpc.ts';
import { services } from '../../contract/services/services.ts';
import { openShellChannel } from '../../contract/shell/shell-channel.ts';
import type { StudioConnection } from './studio-connection.ts';

/** The host behind this window's shell; sought again whenever it is lost. */
export function connectHost(): StudioConnection {
  return connectReconnectingRpc(services, {
    open: () => openShellChannel(),
    // A gap in an event stream has no caller; what shows the stream says what it lacks, this is for the log.
    onProblem: problem => console.warn(problem.message, problem),
  });
}
