// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import java.lang.reflect.Proxy;

/**
 * What the signals of the operating system do to a gateway: SIGHUP reloads, SIGTERM and SIGINT
 * drain and end.
 */
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
                .addShutdownHook(
                        Thread.ofPlatform().name("martlet-shutdown").unstarted(gateway::shutdown));
        onHangUp(gateway::reload);
    }

    /**
     * By reflection: the compiler warns of each use of {@code sun.misc.Signal}, and the JDK has no
     * other way to hear of SIGHUP (JEP 260 keeps it in jdk.unsupported for that reason).
     */
    private static void onHangUp(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object started =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, args) -> {
                                if (method.getName().equals("handle")) {
                                    Thread.startVirtualThread(action);
                                }
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), started);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "no SIGHUP on this system", e);
        }
    }
}
