// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTest {

    @Test
    void withoutAScenarioItIsHttp() {
        assertThat(Bench.withScenario()).containsExactly("http");
        assertThat(Bench.withScenario("--rounds", "3")).containsExactly("http", "--rounds", "3");
        assertThat(Bench.withScenario("reload", "--reloads", "3"))
                .containsExactly("reload", "--reloads", "3");
        assertThat(Bench.withScenario("--help")).containsExactly("--help");
    }

    @ParameterizedTest
    @CsvSource({
        "--rounds=0,        '--rounds: 0 (expected: a whole number from 1 to 100)'",
        "--seconds=0,       '--seconds: 0 (expected: a whole number of seconds from 1 to 3600)'",
        "--connections=32:0, '--connections: 0 (expected: whole numbers from 1 to 10000)'",
        "--only=ngnix,      '--only: ngnix (expected: any of [nginx'",
        "--colour,          'Unknown option'",
    })
    void aWrongOptionEndsWithTwoAndSaysWhatIsExpected(String option, String message) {
        var errors = new StringWriter();

        int code =
                Bench.commandLine()
                        .setErr(new PrintWriter(errors))
                        .execute("http", option.replace(':', ','));

        assertThat(errors.toString()).contains(message);
        assertThat(code).isEqualTo(2);
    }
}
