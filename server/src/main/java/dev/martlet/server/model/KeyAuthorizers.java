// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import dev.martlet.core.RequestHead;
import dev.martlet.provider.auth.Authorizer;
import dev.martlet.provider.auth.AwsCredentials;
import dev.martlet.provider.auth.AwsSigner;
import dev.martlet.provider.auth.GoogleServiceAccount;
import dev.martlet.provider.auth.TokenExchange;
import dev.martlet.provider.config.AuthConfig;
import dev.martlet.provider.pool.ProviderKey;
import dev.martlet.provider.preset.ProviderSettings;
import dev.martlet.server.compile.ProviderParts;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Makes for each key of a provider what puts it into requests. */
final class KeyAuthorizers implements ProviderParts.Authorizers {
    private static final String GOOGLE_SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private final TokenExchange tokens;
    private final InstantSource clock;

    KeyAuthorizers(TokenExchange tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public dev.martlet.provider.pool.Authorizer create(
            ProviderSettings settings, List<ProviderKey> keys) {
        Map<String, Authorizer> byKey = new HashMap<>();
        keys.forEach(key -> byKey.put(key.id(), authorizer(settings, key)));
        return new ByKey(Map.copyOf(byKey), key -> clients(settings, key));
    }

    /** For the key that a client brought: no scheme can be tried out with a stranger's file. */
    private Authorizer clients(ProviderSettings settings, ProviderKey key) {
        return switch (settings.auth().scheme()) {
            case BEARER, HEADER, QUERY -> authorizer(settings, key);
            case GOOGLE_SERVICE_ACCOUNT -> Authorizer.bearer(key::secret);
            case AWS_SIGV4, NONE -> Authorizer.none();
        };
    }

    private Authorizer authorizer(ProviderSettings settings, ProviderKey key) {
        AuthConfig auth = settings.auth();
        return switch (auth.scheme()) {
            case BEARER -> Authorizer.bearer(key::secret);
            case HEADER -> Authorizer.header(Objects.requireNonNull(auth.header()), key::secret);
            case QUERY -> Authorizer.query(Objects.requireNonNull(auth.header()), key::secret);
            case AWS_SIGV4 -> aws(settings, key);
            case GOOGLE_SERVICE_ACCOUNT ->
                    new GoogleServiceAccount(
                            key.secret().getBytes(StandardCharsets.UTF_8),
                            GOOGLE_SCOPE,
                            tokens,
                            clock);
            case NONE -> Authorizer.none();
        };
    }

    private Authorizer aws(ProviderSettings settings, ProviderKey key) {
        String[] parts = key.secret().split(":", 3);
        if (parts.length < 2) {
            throw new IllegalArgumentException(
                    "keys: "
                            + key.id()
                            + " (expected: access-key-id:secret-access-key, and :session-token for temporary ones)");
        }
        if (settings.region().isEmpty()) {
            throw new IllegalArgumentException(
                    "parameters.region: missing (expected: a region of AWS, requests are signed for it)");
        }
        var credentials =
                new AwsCredentials(parts[0], parts[1], parts.length == 3 ? parts[2] : null);
        String service = settings.auth().service() == null ? "bedrock" : settings.auth().service();
        return new AwsSigner(() -> credentials, settings.region(), service, clock);
    }

    /** A provider without keys has one that is not in the map, and sends none. */
    private record ByKey(Map<String, Authorizer> byKey, Function<ProviderKey, Authorizer> clients)
            implements dev.martlet.provider.pool.Authorizer {
        @Override
        public RequestHead authorize(RequestHead head, byte[] body, ProviderKey key) {
            Authorizer known = byKey.get(key.id());
            if (known == null) {
                known = key.secret().isEmpty() ? Authorizer.none() : clients.apply(key);
            }
            return known.authorize(head, body);
        }
    }
}
