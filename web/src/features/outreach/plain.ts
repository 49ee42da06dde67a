const HTML = /<(?:html|body|div|p|br|table|span|a|ul|ol|h[1-6])\b/i;
const BLOCKS = 'p, div, tr, li, h1, h2, h3, h4, h5, h6, blockquote';

/** What a mail says, without its markup. Nothing of it is run or fetched. */
export function plain(text: string): string {
  if (!HTML.test(text)) return text;
  const document = new DOMParser().parseFromString(text, 'text/html');
  document.querySelectorAll('style, script, head, title').forEach((one) => one.remove());
  document.querySelectorAll('br').forEach((one) => one.replaceWith('\n'));
  document.querySelectorAll(BLOCKS).forEach((one) => one.append('\n'));
  return (document.body.textContent ?? '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
