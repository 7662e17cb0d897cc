// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Next;
import dev.martlet.core.Policy;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Reply;
import dev.martlet.core.Stage;
import dev.martlet.core.http.AddressSet;
import java.net.InetAddress;

/**
 * Lets callers pass by address. Who is denied is refused, allowed or not; where anybody is allowed,
 * everybody else is refused.
 */
public final class IpPolicy implements Policy {
    /** {@code kind: ip}. */
    public static final PolicyKind<IpConfig> KIND =
            new PolicyKind<>(
                    "ip", Stage.EDGE, IpConfig.class, (config, context) -> new IpPolicy(config));

    private static final Failure REFUSED =
            new Failure.Forbidden("Calls from this address are not allowed.");

    private final AddressSet allow;
    private final AddressSet deny;

    IpPolicy(IpConfig config) {
        this.allow = AddressSet.of(config.allow());
        this.deny = AddressSet.of(config.deny());
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        InetAddress client = exchange.client();
        if (deny.contains(client) || (!allow.isEmpty() && !allow.contains(client))) {
            throw new GatewayException(REFUSED);
        }
        return next.proceed(exchange);
    }
}
