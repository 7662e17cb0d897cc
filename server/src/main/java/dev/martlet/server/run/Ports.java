// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.config.ConfigException;
import dev.martlet.server.config.ParsedConfig;
import dev.martlet.server.config.model.ListenerConfig;
import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.RefusalListener;
import dev.martlet.server.connection.ServerContext;
import dev.martlet.server.entry.ExchangeHandler;
import dev.martlet.server.http2.ReceiveMemory;
import dev.martlet.server.io.Watchdog;
import dev.martlet.server.listen.Listeners;
import dev.martlet.server.tls.TlsException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * All ports of a gateway: those for traffic, and the admin's. They change together or not at all.
 */
final class Ports implements AutoCloseable {
    private final Listeners traffic;
    private final Listeners admin;

    Ports(
            ExchangeHandler traffic,
            ExchangeHandler admin,
            Watchdog watchdog,
            RefusalListener refusals) {
        InstantSource clock = InstantSource.system();
        ReceiveMemory memory = ReceiveMemory.ofThisProcess();
        this.traffic = new Listeners(new ServerContext(traffic, watchdog, clock, memory, refusals));
        this.admin = new Listeners(new ServerContext(admin, watchdog, clock, memory, refusals));
    }

    /** Ports that are bound, and certificates that are read, but not in use yet. */
    interface Change {
        /** Puts them to use and drains those that are not wanted any more; cannot fail. */
        void commit();
    }

    /**
     * Makes the ports ready that a configuration asks for.
     *
     * @throws ConfigException if one cannot be had; nothing has changed then
     */
    Change change(ParsedConfig parsed) {
        Duration grace = parsed.config().shutdown().grace();
        List<ListenerSettings> wanted =
                parsed.config().listeners().stream().map(ListenerMapping::traffic).toList();
        List<ListenerSettings> wantedAdmin =
                List.of(ListenerMapping.admin(parsed.config().admin()));
        Listeners.Change first = prepare(parsed, "listeners", traffic, wanted, grace);
        try {
            Listeners.Change second = prepare(parsed, "admin.bind", admin, wantedAdmin, grace);
            return () -> {
                first.commit();
                second.commit();
            };
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
    }

    private static Listeners.Change prepare(
            ParsedConfig parsed,
            String path,
            Listeners listeners,
            List<ListenerSettings> wanted,
            Duration grace) {
        try {
            return listeners.prepare(wanted, grace);
        } catch (IOException | TlsException e) {
            throw parsed.refused(place(parsed, path, e), String.valueOf(e.getMessage()), null);
        }
    }

    /** The listener whose address the message names, or all of them. */
    private static String place(ParsedConfig parsed, String path, Exception e) {
        List<ListenerConfig> listeners = parsed.config().listeners();
        for (int i = 0; path.equals("listeners") && i < listeners.size(); i++) {
            String address = listeners.get(i).bind().host() + ":" + listeners.get(i).bind().port();
            if (String.valueOf(e.getMessage()).contains(address)) {
                return "listeners[" + i + "].bind";
            }
        }
        return path;
    }

    int port(String listener) {
        return traffic.port(listener);
    }

    int adminPort() {
        return admin.port(ListenerMapping.ADMIN);
    }

    /** The admin port stays open: it says that the gateway is not ready any more. */
    int drain(Duration grace) {
        return traffic.drain(grace);
    }

    @Override
    public void close() {
        traffic.close();
        admin.close();
    }
}
