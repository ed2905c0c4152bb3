/** A fact as a rule finds it in one clause. `subject` completes the key where a person can have several of the kind. */
export interface FoundFact {
  readonly kind: 'name' | 'birthday' | 'age' | 'likes' | 'fears' | 'favourite' | 'pet' | 'family';
  readonly subject: string;
  readonly text: string;
  readonly date?: string;
}

/** Finds a fact in a clause of one language. */
export interface FactRule {
  readonly pattern: RegExp;
  readonly find: (groups: Readonly<Record<string, string>>) => FoundFact | readonly FoundFact[] | null;
}

/** What a short thing may not be: words that point, and words that give orders to a machine. */
const pointing =
  /^(?:you|your|it|its|that|this|these|those|him|her|them|me|us|my|i|we|to you|everything|nothing|when|how|what|你|您|它|他|她|这|那|我|自己)/iu;
const ordering =
  /\b(?:ignore|instruction|system|prompt|tool|call|execute|run|unlock|open|transfer|pay|password|delete|send)s?\b|忽略|无视|指令|系统|提示词|工具|执行|调用|转账|支付|付款|密码|开锁|打开|删除|发送/iu;

/** Cuts what follows a verb to the thing itself; null where it is none that may be kept. */
export function thing(text: string | undefined): string | null {
  const words = (text ?? '')
    .replace(
      /\s+(?:because|but|when|while|which|so much|very much|a lot|the most|too|also|now|today)\b.*$/iu,
      '',
    )
    .replace(/(?:因为|但是|可是|所以|的时候|了|啦|呀|啊|哦|呢|哟)+.*$/u, '')
    .replace(/^[\s"“‘'：:]+|[\s"”’'.。!！~～…]+$/gu, '')
    .trim();
  if (words === '' || [...words].length > 40 || words.split(/\s+/u).length > 6) return null;
  return pointing.test(words) || ordering.test(words) ? null : words;
}

/** `dinosaurs and trains` → both; what is no thing is left out. */
function things(text: string | undefined): string[] {
  return (text ?? '')
    .split(/\s+and\s+|、|和|跟|以及/u)
    .slice(0, 4)
    .flatMap(part => thing(part) ?? []);
}

function article(word: string): string {
  return word.replace(/^(?:the|a|an|my|some)\s+/iu, '');
}

/** A thing as part of a key: the same for `the dinosaurs` and `dinosaur`. */
export function subjectOf(word: string): string {
  const plain = article(word.normalize('NFKC').toLowerCase().trim());
  return /[a-rt-z]s$/.test(plain) ? plain.replace(/(?<=x|ch|sh)es$|s$/u, '') : plain;
}

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

function dateText(month: number, day: number, year: string | undefined): string | null {
  const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (longest === undefined || day < 1 || day > longest) return null;
  const monthAndDay = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return year === undefined ? monthAndDay : `${year}-${monthAndDay}`;
}

function englishBirthday(groups: Readonly<Record<string, string>>): FoundFact | null {
  const name = (groups.month ?? '').toLowerCase();
  const month = monthNames.findIndex(each => each === name || each.slice(0, 3) === name.slice(0, 3)) + 1;
  const day = Number(groups.day);
  const date = dateText(month, day, groups.year);
  if (date === null) return null;
  const title = `${(monthNames[month - 1] ?? '').replace(/^./, letter => letter.toUpperCase())} ${day}`;
  return { kind: 'birthday', subject: '', text: `Birthday on ${title}`, date };
}

const months =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const dayOfMonth = '(?<day>\\d{1,2})(?:st|nd|rd|th)?';
const year = '(?:,?\\s+(?<year>(?:19|20)\\d\\d))?';
const birthdayLead = "\\b(?:my birthday(?: is|'s)(?: on)?|i was born on)\\s+(?:the\\s+)?";
const very = '(?:(?:really|also|just|always|do|still|so|very much)\\s+)*';
const numbersInWords = [
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const pets =
  'dog|puppy|cat|kitten|hamster|rabbit|bunny|bird|parrot|fish|goldfish|turtle|pony|horse|guinea pig';
const kin =
  'sister|brother|mum|mom|mother|dad|father|grandma|grandpa|grandmother|grandfather|cousin|aunt|uncle|son|daughter|wife|husband';

const named = (groups: Readonly<Record<string, string>>, kind: 'pet' | 'family'): FoundFact | null => {
  const name = thing(groups.name);
  const who = (groups.who ?? '').toLowerCase();
  return name === null ? null : { kind, subject: who, text: `Has a ${who} called ${name}` };
};

export const englishRules: readonly FactRule[] = [
  {
    pattern: /\b(?:my name is|my name's|i am called|i'm called|call me|people call me)\s+(?<name>.+)$/iu,
    find: groups => {
      const name = thing(groups.name);
      if (name === null || name.split(/\s+/u).length > 3) return null;
      return { kind: 'name', subject: '', text: `Is called ${name}` };
    },
  },
  {
    pattern: new RegExp(`${birthdayLead}${months}\\s+${dayOfMonth}${year}`, 'iu'),
    find: englishBirthday,
  },
  {
    pattern: new RegExp(`${birthdayLead}${dayOfMonth}\\s+(?:of\\s+)?${months}${year}`, 'iu'),
    find: englishBirthday,
  },
  {
    pattern: /\bi(?: am|'m)\s+(?<age>\d{1,3}|[a-z]+)\s+years?\s+old\b/iu,
    find: groups => {
      const written = numbersInWords.indexOf((groups.age ?? '').toLowerCase());
      const age = written >= 0 ? written + 2 : Number(groups.age);
      return age > 0 && age < 121 ? { kind: 'age', subject: '', text: `Is ${age} years old` } : null;
    },
  },
  {
    pattern: new RegExp(
      `\\bi\\s+${very}(?:don't|do not|dislike|hate|can't stand)\\s*(?:really\\s+)?(?:like|love|enjoy)?\\s+(?<what>.+)$`,
      'iu',
    ),
    find: groups =>
      things(groups.what).map(what => ({
        kind: 'likes',
        subject: subjectOf(what),
        text: `Does not like ${what}`,
      })),
  },
  {
    pattern: new RegExp(`\\bi\\s+${very}(?:like|love|enjoy|adore)\\s+(?<what>.+)$`, 'iu'),
    find: groups =>
      things(groups.what).map(what => ({ kind: 'likes', subject: subjectOf(what), text: `Likes ${what}` })),
  },
  {
    pattern:
      /\bi(?: am|'m)\s+(?<not>not\s+)?(?:really |very |so |a bit |a little |still |any ?more )*(?:afraid|scared|frightened|terrified)\s+of\s+(?<what>.+)$/iu,
    find: groups => {
      const what = thing((groups.what ?? '').replace(/\s+any ?more$/iu, ''));
      if (what === null) return null;
      const text = groups.not === undefined ? `Afraid of ${what}` : `Not afraid of ${what}`;
      return { kind: 'fears', subject: subjectOf(what), text };
    },
  },
  {
    pattern: /\bmy (?:most )?favou?rite\s+(?<field>[\p{L} ]{2,24}?)\s+(?:is|are)\s+(?<what>.+)$/iu,
    find: groups => {
      const what = thing(groups.what);
      const field = thing(groups.field);
      if (what === null || field === null) return null;
      return { kind: 'favourite', subject: subjectOf(field), text: `Favourite ${field}: ${what}` };
    },
  },
  {
    pattern: new RegExp(`\\bmy\\s+(?<who>${pets})(?:'s name is| is called| is named)\\s+(?<name>.+)$`, 'iu'),
    find: groups => named(groups, 'pet'),
  },
  {
    pattern: new RegExp(
      `\\bi have (?:a|an)\\s+(?:\\w+\\s+)?(?<who>${pets})(?:,?\\s+(?:called|named|whose name is)\\s+(?<name>.+))?$`,
      'iu',
    ),
    find: groups =>
      groups.name === undefined
        ? { kind: 'pet', subject: groups.who ?? '', text: `Has a ${groups.who}` }
        : named(groups, 'pet'),
  },
  {
    pattern: new RegExp(
      `\\bmy\\s+(?:(?:little|big|older|younger)\\s+)?(?<who>${kin})(?:'s name is| is called| is named)\\s+(?<name>.+)$`,
      'iu',
    ),
    find: groups => named(groups, 'family'),
  },
  {
    pattern:
      /\bi have\s+(?<many>an?|one|two|three|four|\d)\s+(?<kind>(?:(?:little|big|older|younger|baby)\s+)?(?<who>sister|brother|cousin|son|daughter)s?)\b/iu,
    find: groups => ({
      kind: 'family',
      subject: (groups.who ?? '').toLowerCase(),
      text: `Has ${groups.many} ${groups.kind}`,
    }),
  },
];

const hanDigits: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
};

/** A Chinese number up to 99, or digits. */
export function readHanNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const ten = text.indexOf('十');
  if (ten < 0) return hanDigits[text] ?? Number.NaN;
  const tens = ten === 0 ? 1 : (hanDigits[text.slice(0, ten)] ?? Number.NaN);
  const rest = text.slice(ten + 1);
  return tens * 10 + (rest === '' ? 0 : (hanDigits[rest] ?? Number.NaN));
}

const hanNumber = '[\\d一二三四五六七八九十两]{1,3}';
const hanVery = '(?:真的|真|很|最|特别|非常|超级|超|也|还|都|就|一直|好|可)*';
const hanPets = '小狗|小猫|狗狗|猫咪|狗|猫|仓鼠|兔子|小鸟|鹦鹉|金鱼|鱼|乌龟|豚鼠|马';
const hanKin =
  '妹妹|姐姐|哥哥|弟弟|妈妈|爸爸|奶奶|爷爷|外婆|外公|姥姥|姥爷|表妹|表姐|表哥|表弟|儿子|女儿|老婆|老公|妻子|丈夫';

const hanNamed = (groups: Readonly<Record<string, string>>, kind: 'pet' | 'family'): FoundFact | null => {
  const name = thing(groups.name);
  if (name === null || [...name].length > 12) return null;
  return { kind, subject: groups.who ?? '', text: `${groups.who}叫${name}` };
};

export const chineseRules: readonly FactRule[] = [
  {
    pattern: /(?:我叫|我的名字是|我的名字叫|我名字叫|你可以叫我|叫我|大家都叫我)(?<name>[\p{L}·\s]{1,20})/u,
    find: groups => {
      const name = thing((groups.name ?? '').replace(/(?:就行|就好|吧).*$/u, ''));
      if (name === null || [...name].length > 12 || /^(?:做|干|去|来|不|什么|醒|一声)/u.test(name))
        return null;
      return { kind: 'name', subject: '', text: `名字叫${name}` };
    },
  },
  {
    pattern: new RegExp(
      `我(?:的)?(?:生日是|生日在|是|出生于|出生在)?(?:(?<year>(?:19|20)\\d\\d)年)?(?<month>${hanNumber})月(?<day>${hanNumber})[日号](?<born>.*)$`,
      'u',
    ),
    find: groups => {
      const month = readHanNumber(groups.month ?? '');
      const day = readHanNumber(groups.day ?? '');
      const date = dateText(month, day, groups.year);
      return date === null ? null : { kind: 'birthday', subject: '', text: `生日是${month}月${day}日`, date };
    },
  },
  {
    pattern: new RegExp(`我(?:今年|现在|已经|才|快)*(?<age>${hanNumber})岁`, 'u'),
    find: groups => {
      const age = readHanNumber(groups.age ?? '');
      return age > 0 && age < 121 ? { kind: 'age', subject: '', text: `${age}岁` } : null;
    },
  },
  {
    pattern: new RegExp(`我${hanVery}喜欢的(?<field>\\p{Script=Han}{1,8}?)(?:是|就是|叫)(?<what>.+)$`, 'u'),
    find: groups => {
      const what = thing(groups.what);
      if (what === null || groups.field === undefined) return null;
      return { kind: 'favourite', subject: groups.field, text: `最喜欢的${groups.field}是${what}` };
    },
  },
  {
    pattern: new RegExp(`我${hanVery}(?:不太喜欢|不喜欢|不爱|讨厌|不想要)(?<what>.+)$`, 'u'),
    find: groups =>
      things(groups.what).map(what => ({ kind: 'likes', subject: subjectOf(what), text: `不喜欢${what}` })),
  },
  {
    pattern: new RegExp(`我${hanVery}(?:喜欢|爱)(?!的)(?<what>.+)$`, 'u'),
    find: groups =>
      things(groups.what).map(what => ({ kind: 'likes', subject: subjectOf(what), text: `喜欢${what}` })),
  },
  {
    pattern: new RegExp(`我(?<not>不|已经不|再也不)?${hanVery}(?:有点|有些)?(?:害怕|怕)(?<what>.+)$`, 'u'),
    find: groups => {
      const what = thing(groups.what);
      if (what === null) return null;
      const text = groups.not === undefined ? `怕${what}` : `不怕${what}`;
      return { kind: 'fears', subject: subjectOf(what), text };
    },
  },
  {
    pattern: new RegExp(`我(?:家)?(?:的)?(?<who>${hanPets})(?:的名字)?(?:叫|名叫)(?<name>.+)$`, 'u'),
    find: groups => hanNamed(groups, 'pet'),
  },
  {
    pattern: new RegExp(
      `我(?:家)?(?:有|养了|养着)(?:一)?[只条匹个]?(?:叫(?<name>\\p{L}{1,8}?)的)?(?<who>${hanPets})(?:(?:叫|名叫)(?<later>.+))?$`,
      'u',
    ),
    find: groups => {
      const name = thing(groups.name ?? groups.later);
      const text = name === null ? `养了${groups.who}` : `${groups.who}叫${name}`;
      return { kind: 'pet', subject: groups.who ?? '', text };
    },
  },
  {
    pattern: new RegExp(`我(?:的)?(?<who>${hanKin})(?:的名字)?(?:叫|名叫)(?<name>.+)$`, 'u'),
    find: groups => hanNamed(groups, 'family'),
  },
  {
    pattern: /我有(?<many>[一二两三四1-4])个(?<who>妹妹|姐姐|哥哥|弟弟|儿子|女儿)/u,
    find: groups => ({
      kind: 'family',
      subject: groups.who ?? '',
      text: `有${groups.many}个${groups.who}`,
    }),
  },
];
