// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench jmh}: the microbenchmarks, with JMH's own options. */
@Command(
        name = "jmh",
        description =
                "JMH microbenchmarks; a regular expression selects some, -h lists JMH's options.")
final class JmhCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "REGEX|OPTION", description = "passed on to JMH")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws IOException {
        org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
        return 0;
    }
}
