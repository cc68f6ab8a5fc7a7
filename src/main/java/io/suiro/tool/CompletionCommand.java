package io.suiro.tool;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./suiro completion}: what makes a shell complete the launcher's commands and options. */
@Command(
        name = "completion",
        description = {"Prints a script that makes the shell complete commands and options after Tab.", ""},
        footer = {
            "",
            "Examples:",
            "  source <(./suiro completion bash)   # now; for ever: append it to ~/.bashrc",
            "  ./suiro completion bash > ~/.local/share/bash-completion/completions/suiro",
            "  source <(./suiro completion zsh)    # after compinit"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    /** Shells for which there is a script. Lower case, as it is typed. */
    private enum Shell {
        bash,
        zsh
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Shell shell;

    @Override
    public void run() {
        CommandLine whole = Tool.commandLine();
        LauncherCommands.addTo(whole);
        String script = AutoComplete.bash("suiro", whole);
        // The script makes itself at home in either shell; zsh has to know bash's way of completing first.
        String before = shell == Shell.zsh ? "autoload -U +X bashcompinit && bashcompinit\n" : "";
        spec.commandLine().getOut().print(before + script);
        spec.commandLine().getOut().flush();
    }
}
