import { defineTexts } from '../../i18n/texts.ts';

export const traceTexts = defineTexts('trace', {
  en: {
    trace: 'What ran on the hub',
    time: 'Time',
    node: 'Node',
    port: 'Input',
    waited: 'Waited',
    took: 'Took',
    outcome: 'Outcome',
    done: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
    emptyTitle: 'Nothing ran on the hub yet',
    emptyHint:
      'Each message through a hub node appears here: how long it waited, how long it took, how it ended.',
    clear: 'Empty the list',
    total: '{count} messages',
  },
  zh: {
    trace: '中枢上的运行',
    time: '时间',
    node: '节点',
    port: '输入',
    waited: '等待',
    took: '耗时',
    outcome: '结果',
    done: '完成',
    failed: '失败',
    cancelled: '已取消',
    emptyTitle: '中枢上尚无运行',
    emptyHint: '经过中枢节点的每条消息都会显示在这里：等了多久、用了多久、结果如何。',
    clear: '清空列表',
    total: '{count} 条消息',
  },
});
