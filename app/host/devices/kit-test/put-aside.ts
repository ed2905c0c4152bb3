import { z } from 'zod';
import { python } from '../push/python-literal.ts';

/*
 * What a board holds is put aside by renaming and brought back by renaming, so that it needs no room and no time, and
 * a test that was cut leaves it whole under the other name.
 */

/** What the test would be in the way of. */
const places = ['/main.py', '/cambrian'] as const;
const asideSuffix = '.before-kit-test';
/** Id of the profile of all test programs. */
export const testProfile = 'cambrian-kit-test';
/** First line of the foreign program that the test itself puts there. */
const foreignMark = '# a program of the kit test';
export const foreignProgram = `${foreignMark}\nprint('foreign program')\n`;

const removal = `
def gone(p):
 try:e=list(os.ilistdir(p))
 except OSError:e=None
 if e is None:
  try:os.remove(p)
  except OSError:pass
  return
 for i in e:gone(p+'/'+i[0])
 try:os.rmdir(p)
 except OSError:
  try:os.remove(p)
  except OSError:pass
def there(p):
 try:
  os.stat(p);return True
 except OSError:return False
def saved():
 return [i[0] for i in os.ilistdir('/') if i[0].startswith('main.before-cambrian')]
`;

export const asideReplySchema = z.object({
  /** Paths that were put aside now, or by a test that did not come to its end. */
  aside: z.array(z.string()),
  /** Whether an earlier test did not come to its end. */
  wasCut: z.boolean(),
});

export type Aside = z.infer<typeof asideReplySchema>;

/**
 * Renames what is there; what stands beside something that was put aside before is a test's, and goes. Where it is
 * somebody's instead, who has used the board since, nothing is touched.
 */
export const putAsideScript = `${removal}
def ours():
 m=text('/main.py',${foreignMark.length})
 if m and m!=${python(foreignMark)} and m[:17]!='# cambrian loader':return False
 for s in 'ab':
  t=text(R+s+'/manifest.json')
  if t is not None and ${python(`"${testProfile}"`)} not in t:return False
 return True
a=[];w=False
for p in ${python(places)}:
 if there(p+${python(asideSuffix)}) and not ours():raise ValueError('an earlier test was cut and left '+p+${python(asideSuffix)}+', and the board was used since: remove one of the two by hand')
for p in ${python(places)}:
 q=p+${python(asideSuffix)}
 if there(q):
  w=True;gone(p);a.append(p)
 elif there(p):
  os.rename(p,q);a.append(p)
if hasattr(os,'sync'):os.sync()
reply({'aside':a,'wasCut':w})
`;

/** Takes away what is the test's and brings back what was put aside. Replies with the paths that came back. */
export const bringBackScript = `${removal}
a=[]
for n in saved():
 if (text('/'+n,${foreignMark.length}) or '')==${python(foreignMark)}:gone('/'+n)
for p in ${python(places)}:
 gone(p)
 q=p+${python(asideSuffix)}
 if there(q):
  os.rename(q,p);a.append(p)
if hasattr(os,'sync'):os.sync()
reply(a)
`;

/** Puts a program there that is not of Cambrian, as somebody's own would be. */
export const writeForeignScript = `
with open('/main.py','w') as f:f.write(${python(foreignProgram)})
reply(text('/main.py'))
`;

/** Where the push has kept the foreign program; null where it has not. */
export const findForeignScript = `${removal}
k=None
for n in saved():
 if text('/'+n)==${python(foreignProgram)}:k='/'+n
reply(k)
`;

export const readMainScript = `reply(text('/main.py',200))\n`;
