import { defineTexts } from '../../i18n/texts.ts';

/** The question before a push overrules what it found. */
export const consentTexts = defineTexts('kit-consents', {
  en: {
    foreignTitle: 'There is another program on this board',
    otherTitle: 'This is another board',
    olderTitle: 'This kit has a newer program',
    manyTitle: 'Kits that wait for your word: {count}',
    foreignText:
      '{name} holds a main.py that Cambrian did not write. Replace it? The old one is kept on the board as main.before-cambrian.py.',
    replace: 'Replace it',
    keep: 'Leave it',
    pushAnyway: 'Push nevertheless',
    leaveAll: 'Leave them',
    pushToChosen: 'Push to {count} nevertheless',
    manyIntro: 'They were left as they are. Choose those that the push may go to nevertheless.',
    does_replaceForeign: 'Its main.py is replaced, and kept on the board as main.before-cambrian.py.',
    does_allowOtherBoard: 'The program goes onto it although its pins are others.',
    does_allowOlder: 'The older program takes the place of the newer one.',
  },
  zh: {
    foreignTitle: '此开发板上有其他程序',
    otherTitle: '开发板型号不符',
    olderTitle: '此套件上的程序更新',
    manyTitle: '有 {count} 个套件等待您的决定',
    foreignText:
      '{name} 上的 main.py 不是由 Cambrian 写入的。要替换它吗？旧文件会以 main.before-cambrian.py 保留在板上。',
    replace: '替换',
    keep: '保留',
    pushAnyway: '仍然推送',
    leaveAll: '全部保留',
    pushToChosen: '仍然推送到 {count} 个',
    manyIntro: '它们保持原样。请选择仍然要推送的套件。',
    does_replaceForeign: '替换其 main.py，旧文件以 main.before-cambrian.py 保留在板上。',
    does_allowOtherBoard: '即使引脚不同也写入程序。',
    does_allowOlder: '用较旧的程序替换较新的程序。',
  },
});
