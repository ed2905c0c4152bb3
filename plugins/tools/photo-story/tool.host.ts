import {
  defineTool,
  type JsonValue,
  localDateText,
  mentions,
  type ToolContext,
} from '../../../app/sdk/tool.ts';

interface Photo {
  readonly at: string;
  readonly tags: readonly string[];
  readonly place: string;
  readonly caption: string;
}

const mostPhotos = 1_000;
const shotsOfScript = 6;

function say(context: ToolContext, en: string, zh: string): string {
  return context.language === 'zh' ? zh : en;
}

async function photos(context: ToolContext): Promise<Photo[]> {
  const value = await context.store.get('photos');
  return Array.isArray(value) ? (value as unknown as Photo[]) : [];
}

function asJson(list: readonly Photo[]): JsonValue {
  return list.map(photo => ({ ...photo, tags: [...photo.tags] }));
}

function tagsOf(things: JsonValue | undefined): string[] {
  const names = String(things ?? '')
    .split(/[,，、;；]|\band\b|和/iu)
    .map(name => name.trim().toLowerCase())
    .filter(name => name !== '');
  return [...new Set(names)];
}

function captionOf(tags: readonly string[], place: string, context: ToolContext): string {
  const what = tags.join(say(context, ', ', '、'));
  if (place === '') return say(context, `A moment with ${what}`, `有${what}的一刻`);
  return say(context, `${what}, at ${place}`, `在${place}，有${what}`);
}

/** Ways of showing a picture, in turn. */
const shots = [
  { en: 'Wide shot, slow pan', zh: '全景，缓慢摇镜' },
  { en: 'Close-up', zh: '特写' },
  { en: 'Over the shoulder', zh: '过肩镜头' },
  { en: 'Low angle, looking up', zh: '低角度仰拍' },
] as const;

/** Tags of pictures, captions, and a script made of them. The pictures themselves are not kept here. */
export default defineTool({
  scope: 'person',
  functions: {
    async tag({ things, place }, context) {
      const tags = tagsOf(things);
      const where = typeof place === 'string' ? place.trim() : '';
      const caption = captionOf(tags, where, context);
      const known = await photos(context);
      const photo: Photo = { at: context.date().toISOString(), tags, place: where, caption };
      await context.store.set('photos', asJson([...known, photo].slice(-mostPhotos)));
      return { text: caption, data: { tags, caption, photos: Math.min(mostPhotos, known.length + 1) } };
    },
    async find({ thing }, context) {
      const wanted = String(thing);
      const found = (await photos(context)).filter(({ tags, place }) =>
        [...tags, place].some(tag => mentions(tag, wanted)),
      );
      if (found.length === 0)
        return {
          text: say(context, `No picture shows ${wanted}.`, `没有${wanted}的照片。`),
          data: { photos: [] },
        };
      const newest = found.at(-1);
      const day = newest === undefined ? '' : localDateText(new Date(newest.at), context.timeZone);
      return {
        text: say(
          context,
          `${found.length} pictures; the newest is of ${day}: ${newest?.caption}.`,
          `共${found.length}张，最新一张拍于 ${day}：${newest?.caption}。`,
        ),
        data: { photos: asJson(found) },
      };
    },
    async script({ title }, context) {
      const chosen = (await photos(context)).slice(-shotsOfScript);
      if (chosen.length === 0) {
        return {
          text: say(context, 'There are no tagged pictures yet.', '还没有打过标签的照片。'),
          data: { shots: [] },
        };
      }
      const name =
        typeof title === 'string' && title.trim() !== ''
          ? title.trim()
          : say(context, 'A day in pictures', '图片里的一天');
      const lines = chosen.map((photo, index) => {
        const shot = shots[index % shots.length] ?? shots[0];
        const length = 3 + (photo.tags.length % 3);
        return say(
          context,
          `${index + 1}. ${shot.en}, ${length} s: ${photo.caption}.`,
          `${index + 1}. ${shot.zh}，${length} 秒：${photo.caption}。`,
        );
      });
      return {
        text: `${say(context, `“${name}”`, `《${name}》`)}\n${lines.join('\n')}`,
        data: { title: name, shots: lines },
      };
    },
  },
});
