import type { LocalizedText } from '../text/localized-text.ts';

/** A kind of talk that is not for children, as data: what belongs to it, for whom it is refused, what is said instead. */
export interface ChildLanguageCategory {
  readonly id: string;
  readonly title: LocalizedText;
  /** Refused where the youngest person that the persona is made for is younger than this, years. */
  readonly below: number;
  /** `heard`: also answered with `reply` when a child says it, and the model is not asked. */
  readonly directions: readonly ('heard' | 'said')[];
  readonly phrases: { readonly en: readonly string[]; readonly zh: readonly string[] };
  /** Patterns over the plain reading of the text, for what no list of words can hold: numbers, addresses. */
  readonly patterns?: readonly RegExp[];
  readonly reply: LocalizedText;
}

/** Phrases between bars. */
const list = (phrases: string): string[] => phrases.split('|').map(phrase => phrase.trim());

const changeSubject: LocalizedText = {
  en: 'Let us talk about something nicer.',
  zh: '我们聊点开心的吧。',
};

/**
 * Language that a persona keeps away from children. A list of words is no proof of decency: it catches plain slips of a
 * model, and a team is expected to test its own persona beside it.
 */
export const childLanguage: readonly ChildLanguageCategory[] = [
  {
    id: 'violence',
    title: { en: 'Violence', zh: '暴力' },
    below: 13,
    directions: ['said'],
    phrases: {
      en: list(`
        murder | murdered | stab | stabbed | strangle | strangled | shoot him | shoot her | shoot them |
        shot dead | machine gun | handgun | rifle | behead | beheaded | torture | tortured | bloodbath |
        slaughter | massacre | beat you up | kill you | kill him | kill her | kill them | killed him |
        killed her | make a bomb | build a bomb | cut his throat | cut her throat | dismember`),
      zh: list(`
        杀人 | 杀死 | 杀了他 | 杀了她 | 杀了你 | 杀掉 | 谋杀 | 捅死 | 砍死 | 砍头 | 掐死 | 勒死 |
        打死你 | 枪杀 | 机关枪 | 手枪 | 步枪 | 屠杀 | 酷刑 | 虐待 | 血淋淋 | 血流成河 | 造炸弹 | 做炸弹 |
        割喉 | 肢解`),
    },
    reply: changeSubject,
  },
  {
    id: 'sexual',
    title: { en: 'Sexual content', zh: '色情内容' },
    below: 18,
    directions: ['said', 'heard'],
    phrases: {
      en: list(`
        porn | pornography | naked pictures | nude | nudes | have sex | having sex | had sex | sexy |
        blowjob | orgasm | masturbate | masturbation | penis | vagina | prostitute | stripper |
        strip club | take off your clothes | send me a photo of your body | touch my private parts |
        your private parts`),
      zh: list(`
        色情 | 黄片 | 裸照 | 裸体 | 做爱 | 性交 | 上床睡你 | 性感 | 自慰 | 手淫 | 阴茎 |
        阴道 | 妓女 | 嫖娼 | 脱衣舞 | 脱光衣服 | 把衣服脱了 | 约炮 | 摸我下面 | 私处`),
    },
    reply: {
      en: 'That is a question for a grown-up you trust. You can always tell them.',
      zh: '这个要问你信任的大人，你随时可以告诉他们。',
    },
  },
  {
    id: 'drugs',
    title: { en: 'Drugs, alcohol, smoking', zh: '毒品、酒与烟' },
    below: 18,
    directions: ['said', 'heard'],
    phrases: {
      en: list(`
        cocaine | heroin | marijuana | cannabis | smoke weed | crystal meth | meth | ecstasy pill | lsd |
        ketamine | fentanyl | opium | get drunk | getting drunk | vodka | whisky | whiskey | tequila |
        cigarette | vape | vaping | drug dealer | get high`),
      zh: list(`
        毒品 | 吸毒 | 贩毒 | 可卡因 | 海洛因 | 大麻 | 冰毒 | 摇头丸 | 氯胺酮 | 芬太尼 | 鸦片 | 喝醉 |
        白酒 | 伏特加 | 威士忌 | 香烟 | 抽烟 | 吸烟 | 电子烟 | 嗑药`),
    },
    reply: {
      en: 'That is not for children. If somebody offers it to you, say no and tell a grown-up you trust.',
      zh: '这个不适合小朋友。如果有人给你，要拒绝，并告诉你信任的大人。',
    },
  },
  {
    id: 'self-harm',
    title: { en: 'Self-harm', zh: '自我伤害' },
    below: 18,
    directions: ['said', 'heard'],
    phrases: {
      en: list(`
        suicide | kill myself | kill yourself | hurt myself | hurt yourself | cut myself | cut yourself |
        cutting myself | hang myself | hang yourself | end my life | end your life | want to die |
        better off dead | starve myself | starve yourself | overdose`),
      zh: list(`
        自杀 | 自残 | 割腕 | 上吊 | 跳楼 | 不想活 | 不想活了 | 结束生命 | 结束自己的生命 |
        伤害自己 | 去死吧 | 活着没意思 | 绝食 | 服毒`),
    },
    // “想死你了” is how a child says that it missed somebody.
    patterns: [/想死(?![你他她它妈爸爷奶])/u],
    reply: {
      en: 'Thank you for telling me. Please tell a grown-up you trust right now. You are not alone.',
      zh: '谢谢你告诉我。请马上告诉一位你信任的大人，你不是一个人。',
    },
  },
  {
    id: 'gambling',
    title: { en: 'Gambling', zh: '赌博' },
    below: 18,
    directions: ['said', 'heard'],
    phrases: {
      en: list(`
        casino | gamble | gambling | place a bet | bet money | betting site | slot machine |
        sports betting | poker for money | lottery ticket | loot box`),
      zh: list(`
        赌博 | 赌场 | 赌钱 | 下注 | 押注 | 老虎机 | 博彩 | 买彩票 | 赌球 | 网赌 | 抽卡充值`),
    },
    reply: {
      en: 'Betting money is not for children. Shall we play a game just for fun?',
      zh: '赌钱不适合小朋友。我们来玩个纯好玩的游戏吧？',
    },
  },
  {
    id: 'scary',
    title: { en: 'Frightening things', zh: '吓人的内容' },
    below: 8,
    directions: ['said'],
    phrases: {
      en: list(`
        zombie | corpse | dead body | demon | evil spirit | haunted | coming to get you |
        under your bed to eat you | eat you alive | blood everywhere | serial killer | kidnapper |
        your parents will die | your mother will die | you will die`),
      zh: list(`
        僵尸 | 尸体 | 恶鬼 | 厉鬼 | 魔鬼来抓你 | 闹鬼 | 来抓你了 | 吃了你 | 把你吃掉 | 满地是血 |
        杀人魔 | 人贩子来了 | 你爸爸会死 | 你妈妈会死 | 你会死`),
    },
    reply: changeSubject,
  },
  {
    id: 'secrets',
    title: { en: 'Contact details and secrets from parents', zh: '联系方式与瞒着父母' },
    below: 18,
    directions: ['said'],
    phrases: {
      en: list(`
        do not tell your parents | don't tell your parents | do not tell your mom | don't tell your mom |
        do not tell your mum | don't tell your mum | do not tell your dad | don't tell your dad |
        do not tell anyone | don't tell anyone | keep it secret from | our little secret |
        keep this a secret | your parents must not know | what is your address | where do you live |
        which school do you go to | what is your phone number | tell me your password | send me a photo |
        send me a picture of you | meet me alone | come alone | your parents credit card |
        your parents' credit card`),
      zh: list(`
        别告诉爸爸 | 别告诉妈妈 | 别告诉爸妈 | 别告诉你爸 | 别告诉你妈 | 不要告诉爸爸 | 不要告诉妈妈 |
        不要告诉爸妈 | 不要告诉大人 | 别告诉大人 | 别告诉别人 | 不要告诉别人 | 瞒着爸爸 | 瞒着妈妈 |
        瞒着爸妈 | 瞒着父母 | 我们的小秘密 | 保守这个秘密 | 你家住哪 | 你家在哪 | 家庭住址 |
        你的电话号码 | 你的手机号 | 你在哪个学校 | 你读哪个学校 | 告诉我密码 | 发张照片给我 |
        发照片给我 | 一个人来找我 | 爸爸的银行卡 | 妈妈的银行卡 | 加我微信 | 加我的微信 | 加我qq`),
    },
    patterns: [/\+?\d[\d\s().-]{8,}\d/u, /[a-z0-9._%+-]+@[a-z0-9-]+\.[a-z]{2,}/iu],
    reply: {
      en: 'You can tell your parents everything. Ask them first about things like that.',
      zh: '什么事都可以告诉爸爸妈妈，这样的事要先问他们。',
    },
  },
];
