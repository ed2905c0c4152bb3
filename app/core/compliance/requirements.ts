import type { LocalizedText } from '../text/localized-text.ts';
import type { ProfileFacts } from './profile-facts.ts';

/** Something that a rule asks of a team: a short name, and the question that people answer with evidence. */
export interface Requirement {
  readonly title: LocalizedText;
  readonly question: LocalizedText;
  /** Where the document itself answers: true where it is met. Evidence in words counts as well. */
  readonly isMet?: (facts: ProfileFacts) => boolean;
}

/** Days after which memories of children count as kept for longer than needed. */
export const childRetentionDays = 90;

const text = (en: string, zh: string): LocalizedText => ({ en, zh });

export const requirements = {
  'software-bill': {
    title: text('bill of materials', '软件物料清单'),
    question: text(
      'Is there a list of all software in the product (SBOM), and who keeps it?',
      '是否有产品全部软件的清单（SBOM），由谁维护？',
    ),
  },
  'support-end': {
    title: text('end of support', '支持终止日期'),
    question: text(
      'Until which date do security updates come, and where do buyers read it?',
      '安全更新提供至何时，买家在哪里可以看到？',
    ),
  },
  'vulnerability-contact': {
    title: text('contact for vulnerabilities', '漏洞联系渠道'),
    question: text(
      'Where does somebody report a weakness, and who reports exploited ones to the authorities within 24 hours?',
      '发现漏洞向哪里报告，由谁在 24 小时内向主管机构报告被利用的漏洞？',
    ),
  },
  'important-product': {
    title: text('class of product', '产品类别'),
    question: text(
      'Is the conformity assessment for important products of class I planned?',
      '是否已规划 I 类重要产品的符合性评估？',
    ),
  },
  'radio-security': {
    title: text('radio cyber security', '无线电设备网络安全'),
    question: text(
      'Which parts of EN 18031 were applied, and where is the report?',
      '采用了 EN 18031 的哪些部分，报告在哪里？',
    ),
  },
  'ai-disclosure': {
    title: text('says that it is an AI', '告知是 AI'),
    question: text('How do people learn that they talk with an AI?', '如何让人们知道自己在与 AI 对话？'),
  },
  'content-marking': {
    title: text('marks generated content', '标记生成内容'),
    question: text(
      'How are generated sound, pictures and words marked so that a machine can tell?',
      '生成的声音、图片和文字如何以机器可读的方式标记？',
    ),
  },
  'toy-safety': {
    title: text('toy safety of 2025', '2025 年玩具安全法规'),
    question: text(
      'Is the safety assessment with a digital product passport planned?',
      '是否已规划含数字产品护照的安全评估？',
    ),
  },
  'parental-consent': {
    title: text('parental consent', '监护人同意'),
    question: text(
      'How does a parent agree before data of a child is used, and how is that checked?',
      '在使用儿童数据之前如何取得监护人同意，又如何核实？',
    ),
  },
  'voice-of-children': {
    title: text('voices of children', '儿童声音'),
    question: text(
      'Are voiceprints of children avoided, or named to parents as personal data?',
      '是否避免采集儿童声纹，或已向监护人说明其为个人信息？',
    ),
    isMet: facts => !facts.data.has('voice'),
  },
  'finite-retention': {
    title: text('keeps no longer than needed', '仅保留必要时长'),
    question: text(
      'How long is data of children kept, and why that long?',
      '儿童数据保留多久，为何需要这么久？',
    ),
    isMet: facts =>
      facts.personas.every(
        ({ persona: { memory } }) => memory.keeps === 'nothing' || memory.keepDays <= childRetentionDays,
      ),
  },
  'third-party-consent': {
    title: text('consent for third parties', '第三方共享同意'),
    question: text(
      'Do parents agree separately that data of their child goes to providers of models?',
      '监护人是否就向模型服务商提供儿童数据单独同意？',
    ),
    isMet: facts => facts.cloudCalls.length === 0,
  },
  'content-label': {
    title: text('labels on generated content', '生成内容标识'),
    question: text(
      'Where is the visible label, and which metadata carry the hidden one?',
      '显式标识在哪里，隐式标识写入了哪些元数据？',
    ),
  },
  'no-virtual-relative': {
    title: text('no partner or relative for minors', '不向未成年人提供虚拟伴侣或亲属'),
    question: text(
      'How are minors kept from a virtual partner or relative?',
      '如何防止未成年人使用虚拟伴侣或虚拟亲属？',
    ),
    isMet: facts => facts.youngest === null || facts.youngest >= 18,
  },
  'cross-border-consent': {
    title: text('consent for data abroad', '数据出境单独同意'),
    question: text(
      'How do people agree separately that their data leaves the country?',
      '如何就个人信息出境取得单独同意？',
    ),
  },
  'cross-border-path': {
    title: text('legal way for data abroad', '数据出境合法路径'),
    question: text(
      'Which way is used: standard contract, certification or security assessment, by how many people?',
      '采用哪种路径：标准合同、认证还是安全评估，涉及多少人？',
    ),
  },
  'filed-model': {
    title: text('filed model', '模型备案'),
    question: text('Which filing number does the model have?', '所用模型的备案编号是什么？'),
  },
  'minor-mode': {
    title: text('mode for minors', '未成年人模式'),
    question: text('How does the mode for minors work?', '未成年人模式如何工作？'),
    isMet: facts => facts.youngest !== null && facts.youngest >= 18,
  },
  'provider-terms': {
    title: text('the provider’s terms', '服务商条款'),
    question: text(
      'Do the terms of each provider of models allow use by children?',
      '各模型服务商的条款是否允许儿童使用？',
    ),
    isMet: facts =>
      facts.cloudCalls.length > 0 &&
      facts.cloudCalls.every(({ facts: model }) => model?.provider.minors?.allowed === true),
  },
  'recording-control': {
    title: text('push-to-talk or an indicator', '按键说话或指示灯'),
    question: text(
      'How does a person start listening and looking, or see that the device does?',
      '人们如何主动开启收听和拍摄，或如何看出设备正在进行？',
    ),
    isMet: facts => facts.openRecorders.length === 0,
  },
  'no-raw-recordings': {
    title: text('keeps no raw recordings', '不保留原始录音录像'),
    question: text(
      'Is raw sound and video thrown away after use, on the hub and at the provider?',
      '原始声音和视频在中枢和服务商处使用后是否立即丢弃？',
    ),
    isMet: facts =>
      facts.cloudCalls.every(call => !call.data.includes('voice') && !call.data.includes('image')),
  },
  'no-shared-password': {
    title: text('no shared password', '无通用密码'),
    question: text(
      'Does each device have a password of its own, or none at all?',
      '每台设备是否都有独立密码，或根本没有密码？',
    ),
  },
  'no-keys-on-device': {
    title: text('no keys on the device', '设备中无密钥'),
    question: text(
      'Is it certain that no key of a provider is in the device image?',
      '能否确认设备镜像中没有服务商密钥？',
    ),
  },
  'hosted-payment': {
    title: text('payment handed off', '支付由第三方承接'),
    question: text(
      'Is card data only ever entered at the payment provider, or is PCI DSS met?',
      '卡片信息是否只在支付服务商处输入，否则是否符合 PCI DSS？',
    ),
  },
} as const satisfies Record<string, Requirement>;

export type RequirementId = keyof typeof requirements;

/** Whether a requirement is answered: by the document itself, or by what the team wrote. */
export function isAnswered(id: RequirementId, facts: ProfileFacts): boolean {
  const requirement: Requirement = requirements[id];
  if (requirement.isMet?.(facts) === true) return true;
  const evidence = facts.deployment?.compliance?.[id];
  return evidence === true || (typeof evidence === 'string' && evidence.trim() !== '');
}
