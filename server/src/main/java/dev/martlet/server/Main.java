// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server;

import dev.martlet.server.cli.MartletCommand;

/** The entry of the process. */
public final class Main {

    private Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        int exitCode = MartletCommand.execute(args);
        // A code of zero is left to the JVM: `run` returns only once the server has stopped.
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
