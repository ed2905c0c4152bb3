import { defineTexts } from '../../i18n/texts.ts';

export const helpTexts = defineTexts('help', {
  en: {
    loading: 'Loading the help…',
    shortcuts: 'Keyboard shortcuts',
    project: 'Project',
    edit: 'Edit',
    canvas: 'Canvas',
    device: 'Device',
    view: 'View',
    help: 'Help',
    wiring: 'Wire with the keyboard',
    wiringSteps:
      'Tab to a node and press Enter to select it, Enter again to go to its ports. Enter starts a wire, the arrows choose a port that fits, Enter draws it, Escape ends. The arrow keys move what is selected by a grid step, with Shift by a pixel.',
    pointer: 'With the pointer',
    pointerSteps:
      'Drag from a port to draw a wire; let go on empty canvas to choose a node that fits. Double-click the canvas to add a node. Drop a node on a wire to put it in between. Shift and drag selects several.',
    about: 'About Cambrian',
    version: 'Version {version}',
    aboutText:
      'A studio in which a team prototypes an AI device: from a wire on the canvas to a running board. Open source under the MIT licence.',
    projects: 'Projects are kept in {path}',
  },
  zh: {
    loading: '正在加载帮助…',
    shortcuts: '键盘快捷键',
    project: '项目',
    edit: '编辑',
    canvas: '画布',
    device: '设备',
    view: '视图',
    help: '帮助',
    wiring: '用键盘连线',
    wiringSteps:
      '按 Tab 移到节点，回车选中，再按回车进入端口。在端口上按回车开始连线，方向键选择合适的端口，回车确认，Esc 结束。方向键按网格移动所选内容，按住 Shift 则每次一像素。',
    pointer: '用鼠标',
    pointerSteps:
      '从端口拖出连线；在空白处松开可选择合适的节点。双击画布添加节点。把节点放到连线上即可插入其间。按住 Shift 拖动可多选。',
    about: '关于 Cambrian',
    version: '版本 {version}',
    aboutText: '团队用来制作 AI 设备原型的工作室：从画布上的一根连线到运行中的开发板。以 MIT 许可证开源。',
    projects: '项目保存在 {path}',
  },
});
