// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import com.nimbusds.jwt.SignedJWT;
import dev.martlet.core.Access;
import dev.martlet.core.Condition;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Principal;
import dev.martlet.core.Stage;
import dev.martlet.policy.tenant.Scope;
import io.helidon.http.HeaderNames;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the tokens of one issuer by what they say of themselves, and then holds them to it.
 */
public final class Jwt implements Authenticator {
    /** {@code kind: jwt}. */
    public static final PolicyKind<JwtConfig> KIND =
            new PolicyKind<>("jwt", Stage.IDENTITY, JwtConfig.class, Jwt::create);

    private static final int LONGEST = 32 << 10;
    private static final String CHALLENGE = "Bearer realm=\"martlet\"";
    private static final Verdict FOREIGN =
            new Verdict.Unknown("The token is not of an issuer that is known here.");

    private final JwtConfig config;
    private final JwtVerifier verifier;
    private final @Nullable Condition when;
    private final InstantSource clock;

    private Jwt(
            JwtConfig config, JwtVerifier verifier, @Nullable Condition when, InstantSource clock) {
        this.config = config;
        this.verifier = verifier;
        this.when = when;
        this.clock = clock;
    }

    /** The keys of an issuer outlive a reload. */
    private record SourceKey(
            String issuer, @Nullable URI jwks, @Nullable Path ca, Duration stale) {}

    private static IdentityPolicy create(JwtConfig config, PolicyKind.Context context) {
        @Nullable String source = config.when();
        var jwt =
                new Jwt(
                        config,
                        verifier(config, context),
                        source == null ? null : context.expressions().condition(source),
                        context.clock());
        return new IdentityPolicy(jwt);
    }

    private static JwtVerifier verifier(JwtConfig config, PolicyKind.Context context) {
        @Nullable Path file = config.jwksFile();
        if (file != null) {
            return new JwtVerifier(config.algorithms(), IssuerKeys.file(file));
        }
        var key = new SourceKey(config.issuer(), config.jwks(), config.ca(), config.stale());
        var reader =
                new IssuerKeys(config.issuer(), config.jwks(), config.ca(), context.outbound());
        KeySource keys =
                context.outbound()
                        .keep(
                                key,
                                () ->
                                        new KeySource(
                                                config.issuer(),
                                                reader,
                                                config.stale(),
                                                context.clock()));
        return new JwtVerifier(config.algorithms(), keys);
    }

    @Override
    public Verdict check(Exchange exchange) {
        @Nullable String text = Bearer.token(exchange);
        @Nullable SignedJWT token = text == null ? null : parsed(text);
        if (token == null) {
            return Verdict.NOTHING;
        }
        @Nullable Map<String, Object> json = token.getPayload().toJSONObject();
        if (json == null || !config.issuer().equals(json.get("iss"))) {
            return FOREIGN;
        }
        Bearer.remove(exchange);
        if (!verifier.signed(token)) {
            throw invalid("The token's signature does not hold.");
        }
        var claims = new Claims(json);
        if (!claims.inTime(clock.millis(), config.clockSkew())) {
            throw invalid("The token is not valid at this time.");
        }
        if (!claims.meantFor(config.audience())) {
            throw invalid("The token is for another audience.");
        }
        return identified(exchange, claims);
    }

    @Override
    public void strip(Exchange exchange) {
        @Nullable String text = Bearer.token(exchange);
        @Nullable SignedJWT token = text == null ? null : parsed(text);
        @Nullable Map<String, Object> json =
                token == null ? null : token.getPayload().toJSONObject();
        if (json != null && config.issuer().equals(json.get("iss"))) {
            Bearer.remove(exchange);
        }
    }

    private static @Nullable SignedJWT parsed(String text) {
        if (text.length() > LONGEST || !text.startsWith("eyJ")) {
            return null;
        }
        try {
            return SignedJWT.parse(text);
        } catch (ParseException | IllegalArgumentException e) {
            return null;
        }
    }

    private Verdict identified(Exchange exchange, Claims claims) {
        @Nullable String id = claims.text(config.idClaim());
        if (id == null) {
            throw invalid("The token does not say who its bearer is.");
        }
        if (!claims.scopes().containsAll(config.scopes())) {
            throw insufficient(exchange);
        }
        Verdict.Identified known = Membership.of(exchange, tenant(claims), id, "jwt", claims.all());
        Principal whole = known.principal();
        Access access = narrowed(whole.access(), claims);
        var principal =
                new Principal(whole.tenant(), whole.id(), whole.method(), whole.claims(), access);
        var verdict = new Verdict.Identified(principal, known.caller());
        if (when != null) {
            hold(exchange, verdict);
        }
        return verdict;
    }

    /** The condition is about the caller, so the caller has to be there. */
    private void hold(Exchange exchange, Verdict.Identified verdict) {
        if (exchange.get(Principal.KEY) == null) {
            exchange.set(Principal.KEY, verdict.principal());
        }
        if (when != null && !when.test(exchange)) {
            throw Membership.forbidden("This token may not be used here.");
        }
    }

    private Access narrowed(Access access, Claims claims) {
        return Scope.within(
                access,
                listed(config.modelsClaim(), claims),
                listed(config.toolsClaim(), claims),
                listed(config.routesClaim(), claims));
    }

    /** A token that lacks the claim may nothing: it would otherwise do best to have none. */
    private static @Nullable List<String> listed(@Nullable String claim, Claims claims) {
        if (claim == null) {
            return null;
        }
        @Nullable List<String> listed = claims.list(claim);
        return listed == null ? List.of() : listed;
    }

    private @Nullable String tenant(Claims claims) {
        @Nullable String claim = config.tenantClaim();
        if (claim == null) {
            return config.tenant();
        }
        @Nullable String said = claims.text(claim);
        @Nullable String name =
                said == null || config.tenants().isEmpty() ? said : config.tenants().get(said);
        if (name == null) {
            throw Membership.forbidden("The tenant of this credential is not known here.");
        }
        return name;
    }

    /** RFC 6750, section 3.1. */
    private static GatewayException invalid(String message) {
        return new GatewayException(
                new Failure.Unauthorized(
                        message,
                        CHALLENGE
                                + ", error=\"invalid_token\", error_description=\""
                                + message
                                + '"'));
    }

    private GatewayException insufficient(Exchange exchange) {
        String challenge =
                CHALLENGE
                        + ", error=\"insufficient_scope\", scope=\""
                        + String.join(" ", config.scopes())
                        + '"';
        exchange.onReply(headers -> headers.set(HeaderNames.WWW_AUTHENTICATE, challenge));
        return Membership.forbidden("The token is not good for this.");
    }

    @Override
    public String challenge() {
        return CHALLENGE;
    }
}
