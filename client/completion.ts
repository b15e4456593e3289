import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;

/** A completion script made of the command's own tree: nouns, verbs, options. */
export function completionScript(program: Command, shell: (typeof shells)[number]): string {
  const nouns = program.commands.map((noun) => ({
    name: noun.name(),
    about: noun.description(),
    verbs: noun.commands.map((verb) => ({ name: verb.name(), options: optionsOf(verb) })),
    options: optionsOf(noun),
  }));
  const everywhere = optionsOf(program).join(' ');
  if (shell === 'fish') return fish(nouns, everywhere);
  const script = bash(nouns, everywhere);
  return shell === 'bash' ? script : `#compdef incasso\nautoload -Uz bashcompinit && bashcompinit\n${script}`;
}

interface NounWords {
  name: string;
  about: string;
  options: string[];
  verbs: { name: string; options: string[] }[];
}

function optionsOf(command: Command): string[] {
  return command.options.flatMap((option) => (option.long ? [option.long] : []));
}

function bash(nouns: readonly NounWords[], everywhere: string): string {
  const cases = nouns.flatMap((noun) => [
    `    ${noun.name}) words="${[...noun.verbs.map((verb) => verb.name), ...noun.options].join(' ')} ${everywhere}" ;;`,
    ...noun.verbs.map((verb) => `    "${noun.name} ${verb.name}") words="${verb.options.join(' ')} ${everywhere}" ;;`),
  ]);
  return `_incasso() {
  local words noun="\${COMP_WORDS[1]}" verb=""
  (( COMP_CWORD > 2 )) && verb=" \${COMP_WORDS[2]}"
  (( COMP_CWORD == 1 )) && noun=""
  case "$noun$verb" in
    "") words="${nouns.map((noun) => noun.name).join(' ')} ${everywhere} --help" ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [[ -z $words || "\${COMP_WORDS[COMP_CWORD]}" != -* && \${#COMPREPLY[@]} -eq 0 ]] && compopt -o default 2>/dev/null
  return 0
}
complete -F _incasso incasso
`;
}

function fish(nouns: readonly NounWords[], everywhere: string): string {
  const lines = nouns.flatMap((noun) => {
    const inNoun = `__fish_seen_subcommand_from ${noun.name}`;
    const verbs = noun.verbs.map((verb) => verb.name).join(' ');
    return [
      `complete -c incasso -n __fish_use_subcommand -f -a ${noun.name} -d '${noun.about.replaceAll("'", '')}'`,
      ...(verbs === ''
        ? []
        : [`complete -c incasso -n '${inNoun}; and not __fish_seen_subcommand_from ${verbs}' -f -a '${verbs}'`]),
      ...noun.verbs.flatMap((verb) =>
        verb.options.map(
          (option) =>
            `complete -c incasso -n '${inNoun}; and __fish_seen_subcommand_from ${verb.name}' -l ${option.slice(2)}`,
        ),
      ),
    ];
  });
  const global = everywhere.split(' ').map((option) => `complete -c incasso -l ${option.slice(2)}`);
  return [...lines, ...global, ''].join('\n');
}
