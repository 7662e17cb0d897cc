// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server;

import dev.martlet.server.cli.MartletCommand;
import java.security.Security;

/** The entry of the process. */
public final class Main {

    private Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        followAddresses();
        int exitCode = MartletCommand.execute(args);
        // A code of zero is left to the JVM: `run` returns only once the server has stopped.
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /**
     * The JVM remembers addresses of names for 30 s, and failures for 10 s: that long a service
     * that has moved would be looked for where it was. One second is enough to keep a burst of new
     * connections from asking as often. An operator's own setting in the JVM's options stands.
     */
    private static void followAddresses() {
        shorten("networkaddress.cache.ttl", "sun.net.inetaddr.ttl");
        shorten("networkaddress.cache.negative.ttl", "sun.net.inetaddr.negative.ttl");
    }

    private static void shorten(String property, String option) {
        if (System.getProperty(option) == null) {
            Security.setProperty(property, "1");
        }
    }
}
