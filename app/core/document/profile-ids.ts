import { z } from 'zod';

/** Node, wire, persona and other ids: stable, short, and usable as a Python string and a file name. */
export const elementIdSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/);
