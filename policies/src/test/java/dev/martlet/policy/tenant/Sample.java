// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import dev.martlet.core.config.Timestamp;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;

/** Tenants and keys for tests. */
public final class Sample {
    private Sample() {}

    public static TenantConfig tenant(String name, String parent, KeyConfig... keys) {
        return tenant(name, parent, null, null, keys);
    }

    public static TenantConfig tenant(
            String name,
            String parent,
            List<String> models,
            List<String> routes,
            KeyConfig... keys) {
        return new TenantConfig(
                name,
                parent,
                List.of(keys),
                models,
                null,
                routes,
                null,
                List.of(),
                List.of(),
                null);
    }

    public static KeyConfig key(String id, String secret) {
        return key(id, secret, null, false, null);
    }

    public static KeyConfig key(
            String id, String secret, Instant expires, boolean revoked, List<String> models) {
        return new KeyConfig(
                id,
                sha256(secret),
                null,
                expires == null ? null : new Timestamp(expires),
                revoked,
                models,
                null,
                null,
                List.of(),
                List.of(),
                null);
    }

    public static Tenants tenants(TenantConfig... configs) {
        return new Tenants(List.of(configs), new LiveKeys(), new KeyUses(), InstantSource.system());
    }

    public static String sha256(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
