// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
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
        return new CommandLine(new MartletCommand()).execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given (expected: run)");
    }
}
