// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Expression;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.OneOrMany;
import dev.martlet.core.config.Range;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens of an issuer (RFC 7519, RFC 9068). */
@Doc("Recognises the tokens (JWT) of one issuer in Authorization: Bearer.")
@OneOf(
        value = {"jwks", "jwks-file"},
        required = false)
public record JwtConfig(
        @Doc(
                        "Who issues the tokens: their claim iss, to the letter. Its keys are found by OpenID Connect discovery, unless jwks or jwks-file is given.")
                @NonEmpty
                String issuer,
        @Doc("Where the issuer's keys are (JWKS).") @Nullable URI jwks,
        @Doc("A file with the issuer's keys (JWKS); read again when it changes.")
                @Nullable Path jwksFile,
        @Doc("Certificates that https of the issuer is checked against, as PEM.") @Nullable Path ca,
        @Doc("For whom tokens have to be made: one of these in their claim aud.")
                @NonEmpty
                @OneOrMany
                List<String> audience,
        @Doc("How tokens may be signed.") @Default("[RS256, PS256, ES256, EdDSA]") @NonEmpty
                List<JwtAlgorithm> algorithms,
        @Doc("How far the clocks of issuer and gateway may be apart.")
                @Default("60s")
                @Range(min = "0s", max = "10m")
                Duration clockSkew,
        @Doc("How long keys are good for that the issuer does not give out any more, or is away.")
                @Default("24h")
                @Range(min = "1m", max = "30d")
                Duration stale,
        @Doc("The claim that names the caller.") @Default("sub") String idClaim,
        @Doc("Whose tokens these are. Without tenant and tenant-claim nobody's limits hold.")
                @Nullable String tenant,
        @Doc("The claim that says whose a token is; a.b looks inside of a.")
                @Nullable String tenantClaim,
        @Doc("Tenants by what the claim says. Without it the claim has to be the tenant's name.")
                Map<String, String> tenants,
        @Doc("What a token has to be good for: all of these in its claim scope or scp.") @OneOrMany
                List<String> scopes,
        @Doc("The claim that lists models that may be asked for.") @Nullable String modelsClaim,
        @Doc("The claim that lists tools that may be called.") @Nullable String toolsClaim,
        @Doc("The claim that lists routes that may be taken.") @Nullable String routesClaim,
        @Doc("What else has to hold, such as 'admin' in claims.groups.") @Expression
                @Nullable String when) {
    public JwtConfig {
        if (jwks != null && !web(jwks)) {
            throw new IllegalArgumentException(
                    "jwks: not the URL of a document (expected: https://…)");
        }
        if (jwks == null && jwksFile == null && !web(issuer)) {
            throw new IllegalArgumentException(
                    "issuer: no URL to find its keys by (expected: https://…, or jwks or jwks-file)");
        }
        if (!tenants.isEmpty() && tenantClaim == null) {
            throw new IllegalArgumentException(
                    "tenants: no claim to choose by (expected: tenant-claim as well)");
        }
        if (tenant != null && tenantClaim != null) {
            throw new IllegalArgumentException(
                    "tenant: beside tenant-claim (expected: one of both)");
        }
        audience = List.copyOf(audience);
        algorithms = List.copyOf(algorithms);
        tenants = Map.copyOf(tenants);
        scopes = List.copyOf(scopes);
    }

    private static boolean web(String text) {
        try {
            return web(URI.create(text));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static boolean web(URI uri) {
        boolean scheme = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        return scheme && uri.getHost() != null && uri.getRawUserInfo() == null;
    }
}
