// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import dev.martlet.core.RequestHead;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service account of Google Cloud: a JWT signed with its key (RFC 7523, RS256) is exchanged for
 * an access token, which is used until shortly before it expires.
 */
public final class GoogleServiceAccount implements Authorizer {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final long LIFETIME = 3_600;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String email;
    private final String keyId;
    private final PrivateKey key;
    private final URI endpoint;
    private final String scope;
    private final InstantSource clock;
    private final Authorizer bearer;

    /**
     * An account.
     *
     * @param keyFile the content of the JSON key file
     * @param scope what the token is for, for example the cloud-platform scope
     * @param exchange sends the request to the account's token endpoint
     * @param clock the time
     * @throws IllegalArgumentException if the key file is none; quotes nothing of it
     */
    public GoogleServiceAccount(
            byte[] keyFile, String scope, TokenExchange exchange, InstantSource clock) {
        JsonNode file = parse(keyFile);
        this.email = member(file, "client_email");
        this.keyId = member(file, "private_key_id");
        this.key = privateKey(member(file, "private_key"));
        this.endpoint = endpoint(member(file, "token_uri"));
        this.scope = scope;
        this.clock = clock;
        this.bearer = Authorizer.bearer(new TokenCache(endpoint, this::form, exchange, clock));
    }

    private static JsonNode parse(byte[] keyFile) {
        try {
            return Json.read(keyFile);
        } catch (JsonException e) {
            throw new IllegalArgumentException("key file: no JSON (expected: a service account's)");
        }
    }

    private static String member(JsonNode file, String name) {
        JsonNode value = file.path(name);
        if (!value.isString() || value.stringValue().isEmpty()) {
            throw new IllegalArgumentException("key file: no " + name + " (expected: a string)");
        }
        return value.stringValue();
    }

    private static URI endpoint(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("key file: token_uri (expected: a URL)", e);
        }
        // The JWT is as good as a password for an hour.
        if (!"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException("key file: token_uri (expected: https)");
        }
        return uri;
    }

    private static PrivateKey privateKey(String pem) {
        String base64 =
                pem.replace("-----BEGIN PRIVATE KEY-----", "")
                        .replace("-----END PRIVATE KEY-----", "")
                        .replaceAll("\\s", "");
        try {
            var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // No cause: its message may quote the key.
            throw new IllegalArgumentException(
                    "key file: private_key (expected: an RSA key, PKCS #8 in PEM)");
        }
    }

    @Override
    public RequestHead authorize(RequestHead head, byte[] payload) {
        return bearer.authorize(head, payload);
    }

    private String form() {
        return "grant_type=" + Percent.encoded(GRANT) + "&assertion=" + assertion();
    }

    private String assertion() {
        ObjectNode header = Json.object().put("alg", "RS256").put("typ", "JWT").put("kid", keyId);
        long now = clock.instant().getEpochSecond();
        ObjectNode claims =
                Json.object()
                        .put("iss", email)
                        .put("scope", scope)
                        .put("aud", endpoint.toString())
                        .put("iat", now)
                        .put("exp", now + LIFETIME);
        String signed = base64(Json.write(header)) + '.' + base64(Json.write(claims));
        return signed + '.' + base64(signature(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String base64(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    private byte[] signature(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AuthorizationException("private key: cannot sign", true, e);
        }
    }

    @Override
    public String toString() {
        return "service account " + email;
    }
}
