// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.martlet.core.Outbound;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the keys of an issuer come from: a URL, what its discovery document names, or a file. */
final class IssuerKeys implements KeySource.Reader {
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final String issuer;
    private final @Nullable URI jwks;
    private final @Nullable Path ca;
    private final Outbound outbound;

    IssuerKeys(String issuer, @Nullable URI jwks, @Nullable Path ca, Outbound outbound) {
        this.issuer = issuer;
        this.jwks = jwks;
        this.ca = ca;
        this.outbound = outbound;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it has no keys
     */
    static JWKSet file(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "jwks-file: cannot be read as keys (expected: a JSON object with keys, see RFC 7517)",
                    e);
        }
    }

    @Override
    public JWKSet read() throws IOException {
        return parse(text(jwks == null ? discovered() : jwks));
    }

    /** OpenID Connect Discovery 1.0, section 4: the document must name the issuer it is about. */
    private URI discovered() throws IOException {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        try {
            Map<String, Object> document =
                    JSONObjectUtils.parse(text(URI.create(base + DISCOVERY)));
            if (!issuer.equals(document.get("issuer"))) {
                throw new IOException("discovery: another issuer than the configured one");
            }
            if (!(document.get("jwks_uri") instanceof String keys)) {
                throw new IOException("discovery: no jwks_uri");
            }
            URI found = URI.create(keys);
            boolean weaker = issuer.startsWith("https:") && !"https".equals(found.getScheme());
            if (!JwtConfig.web(found) || weaker) {
                throw new IOException("discovery: a jwks_uri that is not https");
            }
            return found;
        } catch (ParseException | IllegalArgumentException e) {
            throw new IOException("discovery: not a document of OpenID Connect", e);
        }
    }

    private String text(URI from) throws IOException {
        Outbound.Document document = outbound.fetch(from, ca);
        if (document.status() != 200) {
            throw new IOException(from + ": status " + document.status());
        }
        return document.text();
    }

    private static JWKSet parse(String text) throws IOException {
        try {
            JWKSet keys = JWKSet.parse(text);
            if (keys.isEmpty()) {
                throw new IOException("jwks: no keys");
            }
            return keys.toPublicJWKSet();
        } catch (ParseException e) {
            throw new IOException("jwks: " + e.getMessage(), e);
        }
    }
}
