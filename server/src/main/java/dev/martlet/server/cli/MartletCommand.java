// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code martlet}: without a command it says which there are. */
@Command(
        name = "martlet",
        description = "One gateway for model, tool, HTTP and gRPC traffic.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = VersionProvider.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            RunCommand.class,
            InitCommand.class,
            ValidateCommand.class,
            SchemaCommand.class,
            HealthCommand.class,
            KeyCommand.class,
            PasswordCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
public final class MartletCommand implements Runnable {

    @Spec private CommandSpec spec;

    /**
     * Runs one command line.
     *
     * @param args the command and its arguments
     * @return the exit code: 0 done, 1 the command found problems, 2 the command line is wrong
     */
    public static int execute(String... args) {
        // A gateway should start at once, and setting up the command line takes a fifth of a
        // second.
        boolean demo = args.length == 1;
        if ((demo || (args.length == 3 && args[1].equals("-c"))) && args[0].equals("run")) {
            return run(demo ? null : Path.of(args[2]));
        }
        return commands().execute(args);
    }

    static CommandLine commands() {
        var commands = new CommandLine(new MartletCommand());
        commands.getSubcommands().values().forEach(each -> addHelp(each.getCommandSpec()));
        return commands;
    }

    /** Without {@code --version}, which the standard options would bring along. */
    private static void addHelp(CommandSpec command) {
        if (command.findOption("--help") == null) {
            command.addOption(
                    OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Show this help message and exit.")
                            .build());
        }
    }

    private static int run(@Nullable Path file) {
        try {
            var out = new PrintWriter(System.out, false, Charset.defaultCharset());
            return RunCommand.run(
                    file, out, new PrintWriter(System.err, false, Charset.defaultCharset()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given (expected: run)");
    }
}
