/** Main → host process, with the page's end of a conversation as the message's only port. */
export const connectMessage = 'connect';

/** Main → host process: save everything, free the ports, exit. */
export const disposeMessage = 'dispose';
