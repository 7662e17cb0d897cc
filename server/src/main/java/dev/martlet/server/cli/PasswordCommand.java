// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import dev.martlet.policy.identity.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code martlet password}: the hash that a policy of kind basic wants. */
@Command(
        name = "password",
        description = "Read a password from standard input and print its hash, for kind: basic.")
final class PasswordCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Console console = Objects.requireNonNull(System.console());
        @Nullable String password = console.isTerminal() ? typed(console) : line();
        if (password == null || password.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("password: empty (expected: one line on standard input)");
            return 1;
        }
        spec.commandLine().getOut().println(PasswordHash.of(password, new SecureRandom()));
        return 0;
    }

    private static @Nullable String typed(Console console) {
        char[] password = console.readPassword("Password: ");
        return password == null ? null : new String(password);
    }

    private static @Nullable String line() throws IOException {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .readLine();
    }
}
