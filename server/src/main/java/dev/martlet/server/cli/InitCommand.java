// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code martlet init}: never writes over a file. */
@Command(name = "init", description = "Write the demo configuration to a file, to start from.")
final class InitCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = "martlet.yaml",
            description = "The file to write (default: ${DEFAULT-VALUE}).")
    private Path file;

    @Override
    public Integer call() throws IOException {
        try {
            Files.writeString(file, DemoConfig.text(System::getenv), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            return refuse("a name that is free");
        } catch (NoSuchFileException e) {
            return refuse("a file in a folder that exists");
        }
        spec.commandLine().getOut().println("wrote " + file);
        spec.commandLine().getOut().println("next: martlet run -c " + file);
        return 0;
    }

    private int refuse(String expected) {
        spec.commandLine()
                .getErr()
                .println("init: " + file + ": not written (expected: " + expected + ")");
        return 1;
    }
}
