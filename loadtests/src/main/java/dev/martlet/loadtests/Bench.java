// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.Arrays;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the load tests: {@code bench [http|chat|reload|fair|jmh] [options]}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures Martlet beside its peers on this machine.",
        subcommands = {
            HttpCommand.class,
            ChatCommand.class,
            ReloadCommand.class,
            FairCommand.class
        })
public final class Bench {

    private Bench() {}

    /** Exits with 0, with 1 if requests failed or the run did, with 2 if the options are wrong. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(withScenario(args)));
    }

    static CommandLine commandLine() {
        var jmh = new CommandLine(new JmhCommand()).setUnmatchedOptionsArePositionalParams(true);
        return new CommandLine(new Bench())
                .addSubcommand(jmh)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("bench: " + failure.getMessage());
                    return failure instanceof IllegalArgumentException ? 2 : 1;
                });
    }

    /** Without a scenario it is {@code http}. */
    static String[] withScenario(String... args) {
        boolean named = args.length > 0 && (!args[0].startsWith("-") || isHelp(args[0]));
        return named
                ? args
                : Stream.concat(Stream.of("http"), Arrays.stream(args)).toArray(String[]::new);
    }

    private static boolean isHelp(String arg) {
        return arg.equals("-h")
                || arg.equals("--help")
                || arg.equals("-V")
                || arg.equals("--version");
    }
}
