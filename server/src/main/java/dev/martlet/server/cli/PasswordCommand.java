// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import dev.martlet.policy.identity.PasswordHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
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
        @Nullable String password =
                System.console() != null && System.console().isTerminal()
                        ? typed()
                        : new BufferedReader(
                                        new InputStreamReader(System.in, StandardCharsets.UTF_8))
                                .readLine();
        if (password == null || password.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("password: empty (expected: one line on standard input)");
            return 1;
        }
        spec.commandLine().getOut().println(PasswordHash.of(password, new SecureRandom()));
        return 0;
    }

    private static @Nullable String typed() {
        char[] password = System.console().readPassword("Password: ");
        return password == null ? null : new String(password);
    }
}
