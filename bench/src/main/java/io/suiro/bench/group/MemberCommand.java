package io.suiro.bench.group;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A member in a process of its own, which can be killed: prints what it owns, a line at each change. */
@Command(name = "group-member", hidden = true)
public final class MemberCommand implements Runnable {
    @Parameters(index = "0")
    private String bootstrap = "";

    @Parameters(index = "1")
    private String protocol = "";

    @Parameters(index = "2")
    private String group = "";

    @Parameters(index = "3")
    private String topic = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private List<String> said = List.of();

    @Override
    public void run() {
        new Member(bootstrap, protocol, group, topic).run(() -> true, this::say);
    }

    private void say(Collection<String> owned) {
        List<String> now = new ArrayList<>(owned);
        if (!now.equals(said)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(String.join(" ", now));
            out.flush();
            said = now;
        }
    }
}
