// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import sun.misc.Signal;

/** What the signals of the operating system do to a gateway: SIGHUP reloads, SIGTERM and SIGINT drain and end. */
public final class Signals {
    private static final System.Logger LOG = System.getLogger(Signals.class.getName());

    private Signals() {}

    /**
     * Handles the signals from now on.
     *
     * @param gateway the gateway of this process
     */
    public static void install(Gateway gateway) {
        // The JVM's shutdown waits for its hooks, so requests in flight may finish.
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("martlet-shutdown").unstarted(gateway::shutdown));
        try {
            Signal.handle(new Signal("HUP"), signal -> Thread.startVirtualThread(gateway::reload));
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "no SIGHUP on this system", e);
        }
    }
}
