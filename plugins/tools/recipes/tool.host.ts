import { defineTool, mentions, simplify, type ToolContext } from '../../../app/sdk/tool.ts';

interface Dish {
  readonly title: string;
  readonly names: readonly string[];
  readonly ingredients: readonly string[];
  readonly steps: readonly string[];
}

interface Recipe {
  readonly id: string;
  readonly en: Dish;
  readonly zh: Dish;
}

function say(context: ToolContext, en: string, zh: string): string {
  return context.language === 'zh' ? zh : en;
}

async function readRecipes(context: ToolContext): Promise<readonly Recipe[]> {
  const file: { readonly recipes: readonly Recipe[] } = JSON.parse(await context.readData('recipes.json'));
  return file.recipes;
}

/** The dish that is being cooked and the step it is at, from the store. */
async function current(context: ToolContext): Promise<{ dish: Dish; id: string; step: number } | null> {
  const id = await context.store.get('recipe');
  const recipe = (await readRecipes(context)).find(candidate => candidate.id === id);
  if (recipe === undefined) return null;
  return {
    dish: recipe[context.language],
    id: recipe.id,
    step: Number((await context.store.get('step')) ?? 0),
  };
}

function stepText(dish: Dish, step: number, context: ToolContext): string {
  const text = dish.steps[step] ?? '';
  return say(
    context,
    `Step ${step + 1} of ${dish.steps.length}: ${text}`,
    `第 ${step + 1} 步，共 ${dish.steps.length} 步：${text}`,
  );
}

function nothingCooking(context: ToolContext) {
  return { text: say(context, 'We are not cooking anything yet.', '还没有开始做菜呢。') };
}

/** Recipes, one step at a time. */
export default defineTool({
  scope: 'device',
  functions: {
    async list(_none, context) {
      const titles = (await readRecipes(context)).map(recipe => recipe[context.language].title);
      return {
        text: say(context, `I know ${titles.join(', ')}.`, `我会${titles.join('、')}。`),
        data: { titles },
      };
    },
    async start({ dish }, context) {
      const wanted = simplify(String(dish));
      const recipes = await readRecipes(context);
      const found = recipes.find(({ en, zh }) =>
        [...en.names, ...zh.names].some(name => mentions(wanted, name) || mentions(name, wanted)),
      );
      if (found === undefined) {
        return {
          text: say(context, `I have no recipe for “${String(dish)}”.`, `我没有“${String(dish)}”的菜谱。`),
          data: { found: false },
        };
      }
      await context.store.set('recipe', found.id);
      await context.store.set('step', 0);
      const chosen = found[context.language];
      const needs = say(
        context,
        `You need ${chosen.ingredients.join(', ')}.`,
        `需要：${chosen.ingredients.join('、')}。`,
      );
      return {
        text: `${needs} ${stepText(chosen, 0, context)}`,
        data: { recipe: found.id, step: 1, steps: chosen.steps.length },
      };
    },
    async next(_none, context) {
      const state = await current(context);
      if (state === null) return nothingCooking(context);
      const step = state.step + 1;
      if (step >= state.dish.steps.length) {
        await context.store.remove('recipe');
        return {
          text: say(context, 'That was the last step. Enjoy your meal!', '最后一步完成啦，开饭！'),
          data: { recipe: state.id, isDone: true },
        };
      }
      await context.store.set('step', step);
      return {
        text: stepText(state.dish, step, context),
        data: { recipe: state.id, step: step + 1, steps: state.dish.steps.length },
      };
    },
    async repeat(_none, context) {
      const state = await current(context);
      if (state === null) return nothingCooking(context);
      return {
        text: stepText(state.dish, state.step, context),
        data: { recipe: state.id, step: state.step + 1 },
      };
    },
    async ingredients(_none, context) {
      const state = await current(context);
      if (state === null) return nothingCooking(context);
      const { ingredients } = state.dish;
      return {
        text: say(context, `You need ${ingredients.join(', ')}.`, `需要：${ingredients.join('、')}。`),
        data: { ingredients: [...ingredients] },
      };
    },
  },
});
