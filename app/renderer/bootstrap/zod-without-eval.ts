import { z } from 'zod';

// zod compiles schemas with `new Function` where it may. The policy of both shells forbids that, and even the attempt
// is reported as a violation. So this is the first import of every entry, before any schema is made.
z.config({ jitless: true });
