"""Writes the completion of `khabar` for bash, zsh and fish."""

from docs.command_line import Command, Option, all_commands

_HEAD = "# Written by `make manual` from the commands and options of khabar."


def bash(program: Command) -> str:
    """Return a file for bash's folder of completions."""
    steps = [
        f"        {_case(parent.name, one)}) command='{one.name}' ;;"
        for parent in all_commands(program)
        for one in parent.commands
    ]
    cases = [
        f"    '{one.name}') commands='{_last_words(one)}'; options='{_options(one)}'; "
        f"files={'yes' if one.takes_files else ''} ;;"
        for one in all_commands(program)
    ]
    # The program's own options stand behind each command as well.
    own = _options(program)
    values = _pattern(program, files=None)
    other_values = _pattern(program, files=False)
    files = '< <(compgen -f -- "$word"); compopt -o filenames'
    return "\n".join(
        [
            _HEAD,
            "_khabar() {",
            "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}",
            "  local command='' commands='' options='' files='' at",
            "  COMPREPLY=()",
            "  for ((at = 1; at < COMP_CWORD; at++)); do",
            f"    case ${{COMP_WORDS[at - 1]}} in {values}) continue ;; esac",
            '    case "$command/${COMP_WORDS[at]}" in',
            *steps,
            "    esac",
            "  done",
            "  case $command in",
            *cases,
            "  esac",
            "  case $before in",
            f"    {_pattern(program, files=True)}) mapfile -t COMPREPLY {files}; return ;;",
            f"    {other_values}) return ;;",
            "  esac",
            "  if [[ $word == -* ]]; then",
            f'    mapfile -t COMPREPLY < <(compgen -W "$options {own}" -- "$word")',
            "  elif [[ $commands ]]; then",
            '    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")',
            "  elif [[ $files ]]; then",
            f"    mapfile -t COMPREPLY {files}",
            "  fi",
            "}",
            "complete -F _khabar khabar",
            "",
        ]
    )


def fish(program: Command) -> str:
    """Return a file for fish's folder of completions."""
    lines = [_HEAD, "complete -c khabar -f"]
    for one in all_commands(program):
        seen = _fish_condition(one)
        for below in one.commands:
            word = below.name.split()[-1]
            lines.append(f"complete -c khabar -n {seen} -a {word} -d {_quoted(below.summary)}")
        if one.takes_files:
            lines.append(f"complete -c khabar -n {seen} -F")
        for option in one.options:
            # The program's own stand behind each command as well.
            where = f" -n {seen}" if one.name else ""
            takes = "" if not option.value else " -r -F" if option.takes_file else " -x"
            lines += [
                f"complete -c khabar{where} -l {name[2:]}{takes} -d {_quoted(option.help)}"
                for name in option.names
                if one.name == "" or name != "--help"
            ]
    return "\n".join([*lines, ""])


def zsh(program: Command) -> str:
    """Return a file for a folder of zsh's `fpath`, to be named `_khabar`."""
    return "\n".join(["#compdef khabar", _HEAD, *_zsh_function(program), '_khabar "$@"', ""])


def _zsh_function(command: Command) -> list[str]:
    lines = [line for below in command.commands for line in _zsh_function(below)]
    name = "_".join(["_khabar", *command.name.split()])
    specs = [spec for option in command.options for spec in _zsh_option(option)]
    if command.commands:
        specs += ["'1: :->command'", "'*:: :->arguments'"]
    elif command.takes_files:
        specs.append("'*:file:_files'")
    lines += [f"{name}() {{", "  local state line context", "  typeset -A opt_args"]
    lines.append("  _arguments -C \\\n    " + " \\\n    ".join(specs))
    if command.commands:
        told = " ".join(
            _quoted(f"{one.name.split()[-1]}:{one.summary}") for one in command.commands
        )
        lines += ["  case $state in", "    command)", f"      local -a commands=({told})"]
        lines += ["      _describe command commands ;;", "    arguments)", "      case $line[1] in"]
        for one in command.commands:
            word = one.name.split()[-1]
            lines.append(f"        {word}) {'_'.join(['_khabar', *one.name.split()])} ;;")
        lines += ["      esac ;;", "  esac"]
    return [*lines, "}"]


def _zsh_option(option: Option) -> list[str]:
    told = option.help.replace("[", "(").replace("]", ")").replace(":", r"\:")
    value = "" if not option.value else ":file:_files" if option.takes_file else f":{option.value}:"
    return [_quoted(f"{name}[{told}]{value}") for name in option.names]


def _last_words(command: Command) -> str:
    return " ".join(one.name.split()[-1] for one in command.commands)


def _options(command: Command) -> str:
    return " ".join(name for option in command.options for name in option.names)


def _case(parent: str, command: Command) -> str:
    return f"'{parent}/{command.name.split()[-1]}'"


def _pattern(program: Command, *, files: bool | None) -> str:
    """Return the options that take a value: of a file, of something else, or any."""
    found = {
        name
        for one in all_commands(program)
        for option in one.options
        for name in option.names
        if option.value and files in (None, option.takes_file)
    }
    return "|".join(sorted(found))


def _fish_condition(command: Command) -> str:
    words = command.name.split()
    if not words:
        return "__fish_use_subcommand"
    seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in words)
    if command.commands:
        below = _last_words(command)
        seen += f"; and not __fish_seen_subcommand_from {below}"
    return _quoted(seen)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "’") + "'"
