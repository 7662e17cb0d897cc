// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MartletCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine martlet =
            MartletCommand.commands().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void versionIsTheOneOfTheBuild() {
        assertThat(martlet.execute("version")).isZero();
        assertThat(out.toString()).matches("martlet \\d+\\.\\d+\\.\\d+\\S* \\(Java 2\\d.*\\)\\R");
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(martlet.execute("help")).isZero();
        assertThat(out.toString()).contains("run", "validate", "schema", "version", "help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "init", "validate", "schema", "health", "version", "help"})
    void everyCommandExplainsItself(String command) {
        assertThat(martlet.execute(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: martlet " + command);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void anUnknownCommandIsAnErrorOfTheCommandLine() {
        assertThat(martlet.execute("rnu")).isEqualTo(2);
        assertThat(err.toString()).contains("rnu");
    }

    @Test
    void noCommandIsAnErrorOfTheCommandLine() {
        assertThat(martlet.execute()).isEqualTo(2);
        assertThat(err.toString()).contains("no command given");
    }
}
