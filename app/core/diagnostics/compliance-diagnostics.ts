/** What every finding of a rule says; the rule brings its own words, its source and its date. */
const rule = {
  severity: 'warning',
  message: {
    en: '{rule}: {title} Still open: {open}.',
    zh: '{rule}：{title} 待答：{open}。',
  },
  hint: {
    en: 'Answer it under “Markets and data”. Source: {source}, checked {checked}. This is not legal advice.',
    zh: '请在“市场与数据”中作答。来源：{source}，核对于 {checked}。本提示不构成法律意见。',
  },
} as const;

/** Findings about the rules of the markets that a profile names: one code for each rule. */
export const complianceDiagnostics = {
  'compliance/cyber-resilience': rule,
  'compliance/important-product': rule,
  'compliance/radio-security': rule,
  'compliance/transparency': rule,
  'compliance/toy-safety': rule,
  'compliance/children-eu': rule,
  'compliance/children-us': rule,
  'compliance/content-label': rule,
  'compliance/companion': rule,
  'compliance/data-abroad': rule,
  'compliance/generative-service': rule,
  'compliance/provider-terms': rule,
  'compliance/recording': rule,
  'compliance/secrets': rule,
  'compliance/payment': rule,
  'compliance/stale-rules': {
    severity: 'hint',
    message: {
      en: '{count} of the rules were last checked in or before {checked} and may have changed.',
      zh: '有 {count} 条规则最近一次核对在 {checked} 或更早，可能已有变化。',
    },
    hint: {
      en: 'Look at their sources before you rely on them, or update Cambrian.',
      zh: '使用前请核对来源，或更新 Cambrian。',
    },
  },
  'compliance/no-rules': {
    severity: 'hint',
    message: {
      en: 'There are no rules of their own for {market} yet; only the general ones were checked.',
      zh: '尚无 {market} 的专门规则，仅检查了通用规则。',
    },
    hint: {
      en: 'Ask somebody who knows that market. This is not legal advice.',
      zh: '请咨询熟悉该市场的人士。本提示不构成法律意见。',
    },
  },
  'compliance/no-audience': {
    severity: 'hint',
    message: {
      en: 'Markets are named, but not who uses the device; rules about children cannot be judged.',
      zh: '已指定市场但未说明使用者年龄，无法判断有关儿童的规则。',
    },
    hint: {
      en: 'Say the ages under “Markets and data”.',
      zh: '请在“市场与数据”中填写年龄。',
    },
  },
} as const;
