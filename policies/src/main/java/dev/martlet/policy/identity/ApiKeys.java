// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Stage;
import dev.martlet.policy.tenant.Tenants;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the API keys of tenants. What is no key of anybody is not its business: another policy
 * may know it.
 */
public final class ApiKeys implements Authenticator {
    /** {@code kind: api-key}. */
    public static final PolicyKind<ApiKeyConfig> KIND =
            new PolicyKind<>(
                    "api-key",
                    Stage.IDENTITY,
                    ApiKeyConfig.class,
                    (config, context) -> new IdentityPolicy(new ApiKeys(config)));

    private static final String METHOD = "api-key";
    private static final String CHALLENGE = "Bearer realm=\"martlet\"";
    private static final Verdict UNKNOWN_KEY =
            new Verdict.Unknown("The API key is not known here.");
    private static final Verdict NO_KEY = new Verdict.Unknown("The request has no API key.");

    private final @Nullable HeaderName header;

    ApiKeys(ApiKeyConfig config) {
        this.header = config.header() == null ? null : HeaderNames.create(config.header());
    }

    @Override
    public Verdict check(Exchange exchange) {
        List<String> candidates =
                header == null
                        ? KeyPlaces.candidates(exchange)
                        : KeyPlaces.candidates(exchange, header);
        if (candidates.isEmpty()) {
            return header == null ? NO_KEY : Verdict.NOTHING;
        }
        Tenants tenants = exchange.snapshot().part(Tenants.PART);
        for (String candidate : candidates) {
            Tenants.Found found = tenants.find(candidate, METHOD);
            if (found != null) {
                remove(exchange, tenants, candidate);
                return verdict(found);
            }
        }
        return UNKNOWN_KEY;
    }

    @Override
    public void strip(Exchange exchange) {
        if (header != null) {
            exchange.request().headers().remove(header);
            return;
        }
        Tenants tenants = exchange.snapshot().part(Tenants.PART);
        KeyPlaces.remove(exchange, one -> tenants.find(one, METHOD) != null);
    }

    /** Also a second key of ours: what opens this gateway is nobody else's business. */
    private void remove(Exchange exchange, Tenants tenants, String key) {
        if (header != null) {
            exchange.request().headers().remove(header);
            return;
        }
        KeyPlaces.remove(exchange, one -> one.equals(key) || tenants.find(one, METHOD) != null);
    }

    private static Verdict verdict(Tenants.Found found) {
        return switch (found) {
            case Tenants.Valid(var principal, var caller) ->
                    new Verdict.Identified(principal, caller);
            case Tenants.Refused.EXPIRED -> throw refused("The API key has expired.");
            case Tenants.Refused.REVOKED -> throw refused("The API key has been revoked.");
        };
    }

    private static GatewayException refused(String message) {
        return new GatewayException(
                new Failure.Unauthorized(message, CHALLENGE + ", error=\"invalid_token\""));
    }

    @Override
    public @Nullable String challenge() {
        return header == null ? CHALLENGE : null;
    }
}
