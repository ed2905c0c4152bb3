import { simplify } from './mentions.ts';

/** Symbol, then the words for it; one line each, parted by `|`. */
function table(lines: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const line of lines.trim().split('\n')) {
    const [symbol = '', ...words] = line.split('|').map(word => word.trim());
    for (const word of [symbol, ...words]) names.set(simplify(word), symbol);
  }
  return names;
}

const units = table(`
m|metre|metres|meter|meters|米|公尺
km|kilometre|kilometres|kilometer|kilometers|公里|千米
cm|centimetre|centimetres|centimeter|centimeters|厘米|公分
mm|millimetre|millimetres|millimeter|millimeters|毫米
in|inch|inches|英寸
ft|foot|feet|英尺
yd|yard|yards|码
mi|mile|miles|英里
li|里|华里
chi|尺|市尺
kg|kilogram|kilograms|kilo|kilos|公斤|千克
g|gram|grams|克
mg|milligram|milligrams|毫克
t|tonne|tonnes|ton|tons|吨
lb|lbs|pound|pounds|磅
oz|ounce|ounces|盎司
jin|斤|市斤
liang|两
l|litre|litres|liter|liters|升|公升
ml|millilitre|millilitres|milliliter|milliliters|毫升
cup|cups|杯
gal|gallon|gallons|加仑
pt|pint|pints|品脱
tbsp|tablespoon|tablespoons|汤匙|大勺
tsp|teaspoon|teaspoons|茶匙|小勺
s|sec|second|seconds|秒
min|minute|minutes|分钟
h|hour|hours|小时
d|day|days|天
wk|week|weeks|星期|周
m/s|metres per second|meters per second|米每秒
km/h|kph|kilometres per hour|kilometers per hour|公里每小时
mph|miles per hour|英里每小时
kn|knot|knots|节
m2|m²|square metre|square metres|square meter|square meters|平方米|平米
km2|km²|square kilometre|square kilometres|square kilometers|平方公里
ha|hectare|hectares|公顷
acre|acres|英亩
mu|亩
ft2|square foot|square feet|平方英尺
°C|degree celsius|degrees celsius|celsius|centigrade|摄氏度|摄氏|度
°F|degree fahrenheit|degrees fahrenheit|fahrenheit|华氏度|华氏
K|kelvin|开尔文
`);

const currencies = table(`
CNY|yuan|rmb|renminbi|元|人民币|块|块钱|¥
USD|dollar|dollars|us dollar|us dollars|美元|美金|$
EUR|euro|euros|欧元|€
GBP|pound sterling|pounds sterling|british pound|british pounds|英镑|£
JPY|yen|japanese yen|日元|日圆
HKD|hong kong dollar|hong kong dollars|港币|港元
KRW|won|korean won|韩元|韩币
SGD|singapore dollar|singapore dollars|新加坡元|新币
AUD|australian dollar|australian dollars|澳元
CAD|canadian dollar|canadian dollars|加元
CHF|swiss franc|swiss francs|瑞士法郎
THB|baht|泰铢
TWD|new taiwan dollars|台币|新台币
INR|rupee|rupees|卢比
`);

const languages = table(`
en|english|英语|英文
zh|chinese|mandarin|中文|汉语|普通话|国语
yue|cantonese|粤语|广东话
ja|japanese|日语|日文
ko|korean|韩语|韩文
es|spanish|西班牙语|西班牙文
fr|french|法语|法文
de|german|德语|德文
it|italian|意大利语
pt|portuguese|葡萄牙语
ru|russian|俄语|俄文
ar|arabic|阿拉伯语
th|thai|泰语
vi|vietnamese|越南语
hi|hindi|印地语
`);

/** The symbol of a unit of measurement: `miles` → `mi`, `公斤` → `kg`. Undefined where it is none that is known. */
export function readUnit(words: string): string | undefined {
  return units.get(simplify(words));
}

/** The ISO 4217 code of a currency: `dollars` → `USD`, `人民币` → `CNY`. */
export function readCurrency(words: string): string | undefined {
  return currencies.get(simplify(words));
}

/** The BCP 47 tag of a language: `Japanese` → `ja`, `法语` → `fr`. */
export function readLanguage(words: string): string | undefined {
  return languages.get(simplify(words));
}
