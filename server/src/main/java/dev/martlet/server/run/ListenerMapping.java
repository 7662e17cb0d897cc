// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.server.config.model.AdminConfig;
import dev.martlet.server.config.model.Bind;
import dev.martlet.server.config.model.ClientAuth;
import dev.martlet.server.config.model.ListenerConfig;
import dev.martlet.server.config.model.ListenerTls;
import dev.martlet.server.config.model.TlsVersion;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.ListenerTimeouts;
import dev.martlet.server.tls.TlsSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a user writes about ports, as the settings that listeners are made from. */
final class ListenerMapping {
    /** The name of the admin port among the listeners of its own set. */
    static final String ADMIN = "admin";

    /** Nothing that an operator sends to the admin port has a body worth mentioning. */
    private static final long ADMIN_BODY = 1 << 20;

    /** Enough for every dashboard and probe; far below what could hurt the traffic's own ports. */
    private static final int ADMIN_CONNECTIONS = 256;

    private ListenerMapping() {}

    static ListenerSettings traffic(ListenerConfig config) {
        return new ListenerSettings(
                config.name(),
                config.bind().host(),
                config.bind().port(),
                config.http2(),
                tls(config.tls()),
                config.proxyProtocol(),
                new ListenerLimits(
                        (int) config.limits().requestLine().bytes(),
                        (int) config.limits().headerSize().bytes(),
                        config.limits().headers(),
                        config.limits().bodySize() == null
                                ? -1
                                : config.limits().bodySize().bytes(),
                        (int) config.limits().connections().value(),
                        config.limits().concurrentStreams()),
                new ListenerTimeouts(
                        config.timeouts().handshake(),
                        config.timeouts().headerRead(),
                        config.timeouts().bodyIdle(),
                        config.timeouts().writeIdle(),
                        config.timeouts().idle(),
                        Duration.ZERO));
    }

    static ListenerSettings admin(AdminConfig config) {
        Bind bind = config.bind();
        ListenerLimits usual = ListenerLimits.DEFAULT;
        return new ListenerSettings(
                ADMIN,
                bind.host(),
                bind.port(),
                true,
                null,
                false,
                new ListenerLimits(
                        usual.requestLine(),
                        usual.headerSize(),
                        usual.headers(),
                        ADMIN_BODY,
                        ADMIN_CONNECTIONS,
                        usual.concurrentStreams()),
                ListenerTimeouts.DEFAULT);
    }

    private static @Nullable TlsSettings tls(@Nullable ListenerTls tls) {
        return tls == null
                ? null
                : new TlsSettings(
                        tls.certificates().stream()
                                .map(pair -> new TlsSettings.KeyPairFiles(pair.cert(), pair.key()))
                                .toList(),
                        tls.clientCa(),
                        tls.clientAuth() == ClientAuth.REQUIRED
                                ? TlsSettings.ClientAuth.REQUIRED
                                : TlsSettings.ClientAuth.OPTIONAL,
                        tls.minVersion() == TlsVersion.TLS_1_3 ? "TLSv1.3" : "TLSv1.2");
    }
}
