import type { Colour } from '../domain/causes.ts';
import { localMinute } from '../domain/dates.ts';
import { Html, html } from '../domain/html.ts';
import { entityId } from '../domain/ids.ts';
import { formatMoney } from '../domain/money.ts';
import type { Config } from '../ports/config.ts';
import { type Monitor, type MonitorEntry, type MonitorFilter, type MonitorGroup, titleOf } from './monitor.ts';

/**
 * The monitor as one page that needs no server, no script and nothing from elsewhere: to open, to keep or to mail. The
 * marks of a dossier are links to what they mean. Readable from 320 pixels on, in light and dark.
 */
export function monitorPage(
  monitor: Monitor,
  { webUi, temporalNamespace }: Pick<Config, 'webUi' | 'temporalNamespace'>,
): string {
  const { at, viewer, filter, groups, entries } = monitor;
  const zone = viewer?.zone ?? 'UTC';
  const blocks = groups.map((group) => ({ group, entries: entries.filter((entry) => entry.key === group.key) }));
  const link = webUi === undefined ? undefined : `${webUi}/namespaces/${temporalNamespace}/workflows/`;
  const count = (colour: Colour): number => groups.reduce((sum, group) => sum + group[colour], 0);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Incasso monitor</title>
        <style>
          ${new Html(styles)}
        </style>
      </head>
      <body>
        <header>
          <h1>Monitor</h1>
          <p>
            ${localMinute(at, zone)} (${zone}), ${viewer ? `what ${viewer.code} sees` : 'everything'}${chosen(filter)}:
            ${count('red')} red, ${count('orange')} orange.
          </p>
          <p class="legend">
            ${mark('red')} support must act ${mark('orange')} the office can solve it. A mark leads to what it means.
          </p>
        </header>
        ${groups.length === 0 ? html`<p>${nothing(filter)}</p>` : overview(blocks, zone)}
        ${blocks.map((block) => section(block, { link, zone }))}
      </body>
    </html> `.text;
}

interface Block {
  group: MonitorGroup;
  entries: readonly MonitorEntry[];
}

/** How instants and links are written. */
interface Style {
  link: string | undefined;
  zone: string;
}

/** The filters, as they were typed. */
function chosen({ olderThanDays, all: _all, ...rest }: MonitorFilter): string {
  const given = Object.entries({ ...rest, older_than: olderThanDays }).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ''
    : ` of ${given.map(([name, value]) => `${name.replace('_', ' ')} ${value}`).join(', ')}`;
}

function nothing(filter: MonitorFilter): string {
  return chosen(filter) === ''
    ? 'Nothing has failed and nothing waits for a person.'
    : 'Nothing fits what was asked for.';
}

function overview(blocks: readonly Block[], zone: string): Html {
  return html`<table class="overview">
    <thead>
      <tr>
        <th>Marks</th>
        <th>Dossier</th>
        <th class="n">Tasks</th>
        <th class="n">Days</th>
        <th>Owner</th>
        <th class="n">At stake</th>
        <th>Next cut-off</th>
      </tr>
    </thead>
    <tbody>
      ${blocks.map((block) => overviewRow(block, zone))}
    </tbody>
  </table>`;
}

function overviewRow({ group, entries }: Block, zone: string): Html {
  const atStake = group.at_stake.map((money) => formatMoney(money.amount_minor, money.currency)).join(', ');
  const cutOff = group.cut_off_at === null ? '' : localMinute(group.cut_off_at, zone);
  const marks = (['red', 'orange'] as const).flatMap((colour) => {
    const first = entries.find((entry) => entry.instruction?.colour === colour);
    return first ? [html`<a href="#${anchor(first)}">${mark(colour, group[colour])}</a> `] : [];
  });
  return html`<tr>
    <td>${marks}</td>
    <td class="name">${titleOf(group)}${noted(notesOf(group))}</td>
    <td class="n" data-name="tasks">${group.open_tasks === 0 ? '' : group.open_tasks}</td>
    <td class="n" data-name="days">${group.oldest_days ?? ''}</td>
    <td data-name="owner">${group.owners.join(', ')}</td>
    <td class="n" data-name="at stake">${atStake}</td>
    <td class="when" data-name="next cut-off">${cutOff}</td>
  </tr> `;
}

function notesOf(group: MonitorGroup): string {
  const notes = [
    ...(group.reminders_due > 0 ? [`${group.reminders_due} due for reminder`] : []),
    ...(group.resting > 0 ? [`${group.resting} at rest`] : []),
  ];
  return notes.join(', ');
}

function section({ group, entries }: Block, style: Style): Html {
  if (entries.length === 0) return html``;
  return html`<section>
    <h2>${titleOf(group)}</h2>
    ${entries.map((entry) => entryBlock(entry, style))}
  </section> `;
}

/** The status on the left, the instruction on the right; below each other where the page is narrow. */
function entryBlock(entry: MonitorEntry, { link, zone }: Style): Html {
  return html`<article class="${entry.instruction?.colour ?? 'none'}" id="${anchor(entry)}">
    <div class="status">${statusOf(entry, zone)}</div>
    <div class="what">${whatToDo(entry, link)}</div>
  </article> `;
}

function statusOf({ task, instruction, age_days, owners, reminder }: MonitorEntry, zone: string): Html {
  const rows: [string, string][] = [];
  if (task) {
    rows.push(
      ['Task', `${task.id}, ${task.kind.replaceAll('_', ' ')}`],
      ['State', task.state],
      ['Reference', task.reference],
    );
  } else if (instruction) {
    rows.push(['Subject', `${instruction.subject_kind.replaceAll('_', ' ')} ${instruction.subject_id}`]);
  }
  if (instruction) {
    rows.push(
      ['Since', `${localMinute(instruction.raised_at, zone)}, ${age_days} ${age_days === 1 ? 'day' : 'days'}`],
      ['Owner', owners.join(', ') || 'support'],
    );
  }
  if (reminder !== null) rows.push(['Reminder', reminder]);
  return html`<dl>
    ${rows.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function whatToDo({ instruction, text, task }: MonitorEntry, link: string | undefined): Html {
  if (instruction === null || text === null) return html`<p>No instruction.</p>`;
  const stake =
    instruction.currency === null
      ? html``
      : html`<p class="stake">
          At stake: ${instruction.line_count} in all, ${formatMoney(instruction.sum_minor, instruction.currency)}
        </p>`;
  const command = task
    ? `incasso tasks retry ${task.id}`
    : `incasso instructions decide ${instruction.id} --outcome ...`;
  const page =
    link && html`<a href="${link}${encodeURIComponent(entityId.instruction(instruction.id))}">Open in the Web UI</a>`;
  return html`<h3>${mark(instruction.colour)} ${text.title}</h3>
    <p>${text.text}</p>
    ${stake}
    <ul>
      ${Object.entries(text.outcomes).map(([outcome, meaning]) => html`<li><b>${outcome}</b>: ${meaning}</li>`)}
    </ul>
    <p><code>${command}</code> ${page ?? ''}</p>`;
}

/** A mark has a colour, a shape and a word: colour alone is not seen by everybody. */
function mark(colour: Colour, count?: number): Html {
  return html`<span class="mark ${colour}">${colour === 'red' ? '■' : '▲'} ${count ?? ''} ${colour}</span>`;
}

function noted(note: string): Html {
  return note === '' ? html`` : html` <small>${note}</small>`;
}

function anchor({ instruction, task }: MonitorEntry): string {
  return instruction === null ? `task-${task?.id}` : `instruction-${instruction.id}`;
}

const styles = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1a1a;--soft:#5c5c5c;--line:#ddd;--red-ink:#8c0d0d;--red:#ffd9d6;--orange-ink:#7a3e00;--orange:#ffe3c2}
@media(prefers-color-scheme:dark){:root{--paper:#17181a;--ink:#ececec;--soft:#a8a8a8;--line:#3a3c40;--red-ink:#ffb4ab;--red:#5c1512;--orange-ink:#ffcc8f;--orange:#553300}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem;background:var(--paper);color:var(--ink);font:1rem/1.45 system-ui,Arial,sans-serif;overflow-wrap:anywhere}
h1{margin:0;font-size:1.5rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0}
p{margin:.4rem 0}small,.stake{color:var(--soft)}ul{margin:.4rem 0;padding-left:1.2rem}a{color:inherit}
code{background:color-mix(in srgb,var(--ink) 8%,transparent);padding:.1rem .3rem}
.mark{display:inline-block;padding:0 .45rem;border-radius:.2rem;font-weight:600;white-space:nowrap}a .mark{text-decoration:underline}
.mark.red{background:var(--red);color:var(--red-ink)}.mark.orange{background:var(--orange);color:var(--orange-ink)}
table{border-collapse:collapse;width:100%}th{text-align:left;color:var(--soft);font-weight:500}
th,td{padding:.35rem 1rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}.n{text-align:right}.n,.when{white-space:nowrap}
article{display:grid;grid-template-columns:17rem 1fr;gap:1rem;padding:.8rem;margin:.6rem 0;border:1px solid var(--line);border-left-width:.4rem}
article.red{border-left-color:var(--red-ink)}article.orange{border-left-color:var(--orange-ink)}
dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem .6rem;margin:0}dt{color:var(--soft)}dd{margin:0}
@media(max-width:56rem){article{grid-template-columns:1fr}
.overview thead{display:none}.overview tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}
.overview td{display:inline-block;border:0;padding:0 .9rem 0 0;text-align:left}.overview td:empty{display:none}.overview .name{display:block;font-weight:600}
.overview td[data-name]:not(:empty)::before{content:attr(data-name) " ";color:var(--soft)}}
`;
