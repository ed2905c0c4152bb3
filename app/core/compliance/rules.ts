import type { Source } from '../models/model-facts.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import type { ProfileFacts } from './profile-facts.ts';
import { callsAbroad } from './profile-facts.ts';
import type { RequirementId } from './requirements.ts';

/** A rule of a market, or of all: when it applies, what it asks for, and where that is written. Not legal advice. */
export interface ComplianceRule {
  /** As the table of rules numbers it: EU1, CN3, ALL2. */
  readonly id: string;
  /** Code of its finding, `compliance/<code>`. */
  readonly code: string;
  readonly title: LocalizedText;
  /** Market that it is of; null: every one. */
  readonly market: 'eu' | 'us' | 'cn' | null;
  readonly fires: (facts: ProfileFacts) => boolean;
  readonly requires: readonly RequirementId[];
  readonly severity: 'warning' | 'hint';
  /** Date from which it applies, `YYYY-MM-DD`; null where no date does. */
  readonly effective: string | null;
  /** Where it is written. `checked` is when this entry was last compared with it. */
  readonly source: Source;
}

/** Months after which an entry counts as stale. */
export const staleAfterMonths = 6;

const checked = '2026-11-22';
const source = (title: string, url: string): Source => ({ title, url, checked });
const text = (en: string, zh: string): LocalizedText => ({ en, zh });

const isYounger = ({ youngest }: ProfileFacts, age: number): boolean => youngest !== null && youngest < age;
const holdsPersonalData = ({ data }: ProfileFacts): boolean => data.size > 0;
const generativeAiMeasures = source(
  'Interim Measures for the Management of Generative AI Services, 15 August 2023',
  'https://www.cac.gov.cn/2023-07/13/c_1690898327029107.htm',
);

export const complianceRules = [
  {
    id: 'EU1',
    code: 'cyber-resilience',
    title: text(
      'Products with software need security upkeep (Cyber Resilience Act; reporting since 2026-09-11, in full from 2027-12-11).',
      '含软件的产品须持续维护安全（《网络韧性法》，2026-09-11 起须报告，2027-12-11 起全面适用）。',
    ),
    market: 'eu',
    fires: facts => facts.hasSoftware,
    requires: ['software-bill', 'support-end', 'vulnerability-contact'],
    severity: 'warning',
    effective: '2026-09-11',
    source: source('Regulation (EU) 2024/2847', 'https://eur-lex.europa.eu/eli/reg/2024/2847/oj'),
  },
  {
    id: 'EU2',
    code: 'important-product',
    title: text(
      'A toy that talks, films or tracks is an important product of class I (Cyber Resilience Act).',
      '会对话、拍摄或定位的玩具属于 I 类重要产品（《网络韧性法》）。',
    ),
    market: 'eu',
    fires: facts => facts.product === 'toy' && (facts.talks || facts.films || facts.tracks),
    requires: ['important-product'],
    severity: 'warning',
    effective: '2027-12-11',
    source: source('Regulation (EU) 2024/2847, Annex III', 'https://eur-lex.europa.eu/eli/reg/2024/2847/oj'),
  },
  {
    id: 'EU3',
    code: 'radio-security',
    title: text(
      'A radio that reaches the internet must protect networks and privacy (EN 18031).',
      '可联网的无线电设备须保护网络与隐私（EN 18031）。',
    ),
    market: 'eu',
    fires: facts => facts.reachesInternet,
    requires: ['radio-security'],
    severity: 'warning',
    effective: '2025-08-01',
    source: source('Delegated Regulation (EU) 2022/30', 'https://eur-lex.europa.eu/eli/reg_del/2022/30/oj'),
  },
  {
    id: 'EU5',
    code: 'transparency',
    title: text(
      'People must know that they talk with an AI, and generated media must be marked (AI Act, Article 50).',
      '须告知人们正在与 AI 对话，生成的媒体须加标记（《人工智能法》第 50 条）。',
    ),
    market: 'eu',
    fires: facts => facts.generates,
    requires: ['ai-disclosure', 'content-marking'],
    severity: 'warning',
    effective: '2026-08-02',
    source: source('Regulation (EU) 2024/1689, Article 50', 'https://eur-lex.europa.eu/eli/reg/2024/1689/oj'),
  },
  {
    id: 'EU6',
    code: 'toy-safety',
    title: text(
      'Toys follow the new toy safety regulation from 2030-08-01.',
      '玩具自 2030-08-01 起适用新的玩具安全条例。',
    ),
    market: 'eu',
    fires: facts => facts.product === 'toy',
    requires: ['toy-safety'],
    severity: 'warning',
    effective: '2030-08-01',
    source: source('Regulation (EU) 2025/2509', 'https://eur-lex.europa.eu/eli/reg/2025/2509/oj'),
  },
  {
    id: 'EU7',
    code: 'children-eu',
    title: text(
      'Data of people under 16 needs the consent of a parent.',
      '处理 16 岁以下人士的数据须取得监护人同意。',
    ),
    market: 'eu',
    fires: facts => isYounger(facts, 16) && holdsPersonalData(facts),
    requires: ['parental-consent'],
    severity: 'warning',
    effective: '2018-05-25',
    source: source('Regulation (EU) 2016/679, Article 8', 'https://eur-lex.europa.eu/eli/reg/2016/679/oj'),
  },
  {
    id: 'US1',
    code: 'children-us',
    title: text(
      'Children under 13 are protected by COPPA; a voiceprint is personal data.',
      '13 岁以下儿童受 COPPA 保护，声纹属于个人信息。',
    ),
    market: 'us',
    fires: facts => isYounger(facts, 13),
    requires: ['parental-consent', 'voice-of-children', 'finite-retention', 'third-party-consent'],
    severity: 'warning',
    effective: '2026-04-22',
    source: source(
      '16 CFR Part 312, as amended',
      'https://www.ecfr.gov/current/title-16/chapter-I/subchapter-C/part-312',
    ),
  },
  {
    id: 'CN1',
    code: 'content-label',
    title: text(
      'Generated words, sound and pictures carry a visible label and one in their metadata (GB 45438-2025).',
      '生成的文字、声音和图片须有显式标识和元数据隐式标识（GB 45438-2025）。',
    ),
    market: 'cn',
    fires: facts => facts.generates,
    requires: ['content-label'],
    severity: 'warning',
    effective: '2025-09-01',
    source: source(
      'Measures for Labelling AI-Generated Content, GB 45438-2025',
      'https://www.cac.gov.cn/2025-03/14/c_1743654684782215.htm',
    ),
  },
  {
    id: 'CN2',
    code: 'companion',
    title: text(
      'A companion that people feel for says that it is an AI, and is no partner or relative to minors.',
      '情感陪伴服务须告知是 AI，且不得成为未成年人的虚拟伴侣或亲属。',
    ),
    market: 'cn',
    fires: facts => facts.companions.length > 0,
    requires: ['ai-disclosure', 'no-virtual-relative'],
    severity: 'warning',
    effective: '2026-07-15',
    source: source(
      'Interim Measures for AI Anthropomorphic Interaction Services, 10 April 2026',
      'https://comparativeai.org/en/rules/china/anthropomorphic-interaction-services/',
    ),
  },
  {
    id: 'CN3',
    code: 'data-abroad',
    title: text(
      'A model abroad is called: data of people leaves mainland China.',
      '调用了境外模型：个人信息将出境。',
    ),
    market: 'cn',
    fires: facts => callsAbroad(facts, 'cn').length > 0,
    requires: ['cross-border-consent', 'cross-border-path'],
    severity: 'warning',
    effective: '2021-11-01',
    source: source(
      'Provisions on Promoting and Regulating Cross-Border Data Flows, 22 March 2024',
      'https://www.cac.gov.cn/2024-03/22/c_1712776611775634.htm',
    ),
  },
  {
    id: 'CN4',
    code: 'generative-service',
    title: text(
      'A generative service for the public uses a filed model and has a mode for minors.',
      '面向公众的生成式服务须使用已备案模型，并提供未成年人模式。',
    ),
    market: 'cn',
    fires: facts => facts.generates && facts.cloudCalls.length > 0,
    requires: ['filed-model', 'minor-mode'],
    severity: 'warning',
    effective: '2023-08-15',
    source: generativeAiMeasures,
  },
  {
    id: 'ALL1',
    code: 'provider-terms',
    title: text(
      'Children talk with a model in the cloud: its provider’s terms must allow that.',
      '儿童使用云端模型：须符合服务商条款。',
    ),
    market: null,
    fires: facts => isYounger(facts, 18) && facts.cloudCalls.length > 0,
    requires: ['provider-terms'],
    severity: 'warning',
    effective: null,
    source: source('Terms of each provider', 'https://www.alibabacloud.com/help/en/legal'),
  },
  {
    id: 'ALL2',
    code: 'recording',
    title: text(
      'It hears or sees people: they start it or see that it does, and raw recordings are not kept.',
      '设备会收听或拍摄：须由人开启或有明显提示，且不保留原始记录。',
    ),
    market: null,
    fires: facts => facts.recorders.length > 0,
    requires: ['recording-control', 'no-raw-recordings'],
    severity: 'warning',
    effective: null,
    source: source(
      'ETSI EN 303 645, provisions 5.8 and 5.11',
      'https://www.etsi.org/deliver/etsi_en/303600_303699/303645/',
    ),
  },
  {
    id: 'ALL3',
    code: 'secrets',
    title: text(
      'No device shares its password with another, and none holds a key.',
      '设备之间不得共用密码，设备中不得存放密钥。',
    ),
    market: null,
    fires: facts => facts.hasSoftware,
    requires: ['no-shared-password', 'no-keys-on-device'],
    severity: 'warning',
    effective: null,
    source: source(
      'ETSI EN 303 645, provisions 5.1 and 5.4',
      'https://www.etsi.org/deliver/etsi_en/303600_303699/303645/',
    ),
  },
  {
    id: 'ALL4',
    code: 'payment',
    title: text(
      'Card data is handled: hand payment off, or meet PCI DSS.',
      '涉及卡片信息：应交由第三方支付，否则须符合 PCI DSS。',
    ),
    market: null,
    fires: facts => facts.data.has('payment'),
    requires: ['hosted-payment'],
    severity: 'warning',
    effective: null,
    source: source('PCI DSS', 'https://www.pcisecuritystandards.org/document_library/'),
  },
] as const satisfies readonly ComplianceRule[];

export type ComplianceCode = (typeof complianceRules)[number]['code'];

/** The rules that ask something of a profile: of its markets and in general, that fire. None without a market. */
export function firingRules(facts: ProfileFacts): readonly (typeof complianceRules)[number][] {
  if (facts.markets.length === 0) return [];
  return complianceRules.filter(
    (rule: ComplianceRule) =>
      (rule.market === null || facts.markets.includes(rule.market)) && rule.fires(facts),
  );
}

/** The day from which an entry counts as stale, `YYYY-MM-DD`. */
export function staleFrom({ source: { checked: day } }: Pick<ComplianceRule, 'source'>): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const later = new Date(Date.UTC(year, month - 1 + staleAfterMonths, 1));
  const lastDay = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0)).getUTCDate();
  later.setUTCDate(Math.min(date, lastDay));
  return later.toISOString().slice(0, 10);
}
