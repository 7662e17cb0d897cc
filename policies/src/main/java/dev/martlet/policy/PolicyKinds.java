// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy;

import dev.martlet.core.PolicyKind;
import dev.martlet.policy.admission.RateLimitPolicy;
import dev.martlet.policy.edge.CompressionPolicy;
import dev.martlet.policy.edge.CorsPolicy;
import dev.martlet.policy.edge.IpPolicy;
import dev.martlet.policy.edge.RequestSizePolicy;
import dev.martlet.policy.identity.ApiKeys;
import dev.martlet.policy.identity.Basic;
import dev.martlet.policy.identity.ExtAuthz;
import dev.martlet.policy.identity.Hmac;
import dev.martlet.policy.identity.Jwt;
import dev.martlet.policy.identity.Mtls;
import dev.martlet.policy.shape.FaultPolicy;
import dev.martlet.policy.shape.HeadersPolicy;
import dev.martlet.policy.shape.RewritePolicy;
import java.util.List;

/** The kinds of policies that this module brings. */
public final class PolicyKinds {
    private PolicyKinds() {}

    /**
     * All kinds, in the order of their stages.
     *
     * @return the kinds
     */
    public static List<PolicyKind<?>> all() {
        return List.of(
                CorsPolicy.KIND,
                IpPolicy.KIND,
                RequestSizePolicy.KIND,
                CompressionPolicy.KIND,
                ApiKeys.KIND,
                Jwt.KIND,
                Basic.KIND,
                Mtls.KIND,
                Hmac.KIND,
                ExtAuthz.KIND,
                RateLimitPolicy.KIND,
                RewritePolicy.KIND,
                HeadersPolicy.KIND,
                FaultPolicy.KIND);
    }
}
