// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import dev.martlet.core.config.Cidr;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.OneOrMany;
import java.util.List;

/**
 * Which addresses may call.
 *
 * @param allow if not empty, only these may
 * @param deny these may not, even if they are allowed
 */
@Doc(
        "Refuses callers by address with 403. Behind trusted proxies that is the address of the"
                + " client, not of the proxy.")
public record IpConfig(
        @Doc("If given, only these addresses may call.") @OneOrMany List<Cidr> allow,
        @Doc("These addresses may not call, even if they are in allow.") @OneOrMany
                List<Cidr> deny) {
    public IpConfig {
        if (allow.isEmpty() && deny.isEmpty()) {
            throw new IllegalArgumentException(
                    "nobody is named (expected: at least one address in allow or deny)");
        }
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }
}
