import type { Colour } from '../causes.ts';
import { Html, html } from '../html.ts';

/** One part of a mail. The same parts make its text and its HTML. */
export type MailPart =
  | { kind: 'heading'; text: string }
  | { kind: 'mark'; colour: Colour; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'facts'; rows: readonly (readonly [string, string])[] }
  | { kind: 'list'; title: string; items: readonly (readonly [string, string])[] }
  | { kind: 'command'; text: string }
  | { kind: 'link'; text: string; url: string };

/** The parts as plain text, each set apart by an empty line. */
export function mailText(parts: readonly MailPart[]): string {
  return parts.map(textOf).join('\n\n');
}

function textOf(part: MailPart): string {
  switch (part.kind) {
    case 'heading':
      return `${part.text}\n${'='.repeat(part.text.length)}`;
    case 'mark':
      return `[${part.text}]`;
    case 'paragraph':
      return part.text;
    case 'facts':
      return part.rows.map(([name, value]) => `${name}: ${value}`).join('\n');
    case 'list':
      return [part.title, ...part.items.map(([name, meaning]) => `  ${name}: ${meaning}`)].join('\n');
    case 'command':
      return `  ${part.text}`;
    case 'link':
      return `${part.text}:\n${part.url}`;
  }
}

/** Readable on light paper whatever the reader's theme: mail programs know few styles, so all stand in the elements. */
const colours: Record<Colour, { ink: string; paper: string }> = {
  orange: { ink: '#7a3e00', paper: '#ffe3c2' },
  red: { ink: '#8c0d0d', paper: '#ffd9d6' },
};

/** The parts as a fragment of HTML for one mail; several fragments may stand in one message. */
export function mailHtml(parts: readonly MailPart[], language: string): string {
  return html`<section lang="${language}">${parts.map(htmlOf)}</section>`.text;
}

function htmlOf(part: MailPart): Html {
  switch (part.kind) {
    case 'heading':
      return html`<h2 style="font-size:1.15em;margin:1em 0 .3em">${part.text}</h2>`;
    case 'mark': {
      const { ink, paper } = colours[part.colour];
      const style = `display:inline-block;padding:.15em .6em;border-left:.4em solid ${ink};background:${paper};color:${ink}`;
      return html`<p style="margin:.6em 0"><strong style="${style}">${part.text}</strong></p>`;
    }
    case 'paragraph':
      return html`<p style="margin:.6em 0">${part.text}</p>`;
    case 'facts':
      return html`<table style="border-collapse:collapse;margin:.6em 0">
        ${part.rows.map(
          ([name, value]) =>
            html`<tr>
              <td style="padding:.1em .8em .1em 0;color:#555;vertical-align:top">${name}</td>
              <td>${value}</td>
            </tr>`,
        )}
      </table>`;
    case 'list':
      return html`<p style="margin:.6em 0 .2em"><strong>${part.title}</strong></p>
        <ul style="margin:0;padding-left:1.2em">
          ${part.items.map(([name, meaning]) => html`<li><code>${name}</code>: ${meaning}</li>`)}
        </ul>`;
    case 'command':
      return html`<p style="margin:.6em 0"><code style="word-break:break-all">${part.text}</code></p>`;
    case 'link':
      return html`<p style="margin:.6em 0"><a href="${part.url}" style="color:#0b57d0">${part.text}</a></p>`;
  }
}

/** One message: a complete document around the fragments of its mails, with nothing that is loaded from elsewhere. */
export function mailDocument(title: string, fragments: readonly string[]): string {
  const rule = '<hr style="border:0;border-top:1px solid #ccc;margin:1.5em 0">';
  const body = new Html(fragments.join(rule));
  return html`<!doctype html>
    <html>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${title}</title>
      </head>
      <body style="margin:0;background:#fff;color:#1a1a1a">
        <div style="max-width:40em;margin:0 auto;padding:1em;font-family:system-ui,Arial,sans-serif;line-height:1.45">
          ${body}
        </div>
      </body>
    </html>`.text;
}
