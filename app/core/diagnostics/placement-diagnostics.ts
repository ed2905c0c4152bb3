/** Findings about the team's budgets of time and money, and about models and the places where they run. */
export const placementDiagnostics = {
  'budget/first-response': {
    severity: 'warning',
    message: {
      en: 'The first response takes about {used}; the team allows {limit}. Most of it is “{heaviest}”.',
      zh: '首次响应约需 {used}，团队的预算为 {limit}。耗时最多的是“{heaviest}”。',
    },
    hint: {
      en: 'Choose a quicker model or another place, or allow more time under “Where it runs”.',
      zh: '请选择更快的模型或其他运行位置，或在“运行位置”中放宽时间预算。',
    },
  },
  'budget/cost-per-interaction': {
    severity: 'warning',
    message: {
      en: 'An interaction costs about {used}; the team allows {limit}. Most of it is “{heaviest}”.',
      zh: '每次互动约花费 {used}，团队的预算为 {limit}。花费最多的是“{heaviest}”。',
    },
    hint: {
      en: 'Choose a cheaper model, or run it on the hub.',
      zh: '请选择更便宜的模型，或改在中枢上运行。',
    },
  },
  'budget/cost-per-month': {
    severity: 'warning',
    message: {
      en: 'All devices together cost about {used} a month; the team allows {limit}. Most of it is “{heaviest}”.',
      zh: '所有设备每月共约花费 {used}，团队的预算为 {limit}。花费最多的是“{heaviest}”。',
    },
    hint: {
      en: 'Choose a cheaper model, or run it on the hub.',
      zh: '请选择更便宜的模型，或改在中枢上运行。',
    },
  },
  'budget/unknown-price': {
    severity: 'hint',
    message: {
      en: 'No price is known for {model}, which “{node}” calls. The cost will be more than what is shown.',
      zh: '“{node}”所调用的 {model} 价格未知，实际费用会高于所示数值。',
    },
    hint: {
      en: 'Choose a model with a listed price, or let it run once so that the cost is measured.',
      zh: '请选择有公开价格的模型，或运行一次以测得费用。',
    },
  },
  'budget/unknown-latency': {
    severity: 'hint',
    message: {
      en: 'Nobody knows yet how long “{node}” takes. The first response will come later than what is shown.',
      zh: '“{node}”的耗时未知，首次响应会晚于所示数值。',
    },
    hint: {
      en: 'Let it run once: what is measured takes the place of the gap.',
      zh: '请运行一次，实测值会补上这一空缺。',
    },
  },
  'placement/model-in-cloud': {
    severity: 'hint',
    message: {
      en: '“{node}” runs on the hub, so {model}, which is in the cloud, is never called: the offline path answers.',
      zh: '“{node}”在中枢上运行，因此不会调用云端的 {model}，而由离线路径回答。',
    },
    hint: {
      en: 'Run it in the cloud, or choose a model that runs on the hub.',
      zh: '请改为在云端运行，或选择在中枢上运行的模型。',
    },
  },
  'placement/unknown-model': {
    severity: 'warning',
    message: {
      en: '“{node}” asks for the model {model}, which is not known here.',
      zh: '“{node}”指定的模型 {model} 在此未知。',
    },
    hint: {
      en: 'Choose another model, or add the provider that has it.',
      zh: '请选择其他模型，或添加提供它的服务商。',
    },
  },
} as const;
