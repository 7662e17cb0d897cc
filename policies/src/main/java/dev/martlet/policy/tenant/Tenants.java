// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import dev.martlet.core.Key;
import dev.martlet.core.Principal;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All tenants of a generation, and their keys. */
public final class Tenants {
    /** Where a snapshot keeps them. */
    public static final Key<Tenants> PART = Key.named("tenants");

    private final Map<String, Tenant> byName = new LinkedHashMap<>();
    private final KeyTable keys;
    private final LiveKeys live;
    private final KeyUses uses;
    private final InstantSource clock;

    /**
     * Tenants.
     *
     * @param configs checked: unique names, parents that exist and do not lead back
     * @param live keys that come and go while this generation serves
     * @param uses told when a key is used
     * @param clock tells which keys have expired
     * @throws IllegalArgumentException if the parents lead nowhere or in a circle
     */
    public Tenants(List<TenantConfig> configs, LiveKeys live, KeyUses uses, InstantSource clock) {
        this.live = live;
        this.uses = uses;
        this.clock = clock;
        Map<String, TenantConfig> open = new HashMap<>();
        configs.forEach(config -> open.put(config.name(), config));
        configs.forEach(config -> build(config.name(), open));
        this.keys = new KeyTable(configs.stream().mapToInt(one -> one.keys().size()).sum());
        for (TenantConfig config : configs) {
            for (KeyConfig key : config.keys()) {
                keys.put(TenantKey.of(config.name(), key));
            }
        }
    }

    /** Parents first; a config that is being built is not open any more. */
    private @Nullable Tenant build(String name, Map<String, TenantConfig> open) {
        Tenant known = byName.get(name);
        if (known != null) {
            return known;
        }
        TenantConfig config = open.remove(name);
        if (config == null) {
            throw new IllegalArgumentException(
                    "parent: " + name + " (expected: another tenant that leads to no circle)");
        }
        @Nullable String above = config.parent();
        var made = new Tenant(config, above == null ? null : build(above, open));
        byName.put(name, made);
        return made;
    }

    /**
     * A tenant.
     *
     * @param name its name
     * @return the tenant, or null if there is none of this name
     */
    public @Nullable Tenant tenant(String name) {
        return byName.get(name);
    }

    /**
     * All of them.
     *
     * @return each after its parent
     */
    public Collection<Tenant> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /**
     * When a key was last used.
     *
     * @return what is known of it
     */
    public KeyUses uses() {
        return uses;
    }

    /** What an API key turned out to be. */
    public sealed interface Found {}

    /**
     * A key that may be used.
     *
     * @param principal for the exchange
     * @param caller for the exchange
     */
    public record Valid(Principal principal, Caller caller) implements Found {}

    /** A key that may not be used any more. */
    public enum Refused implements Found {
        EXPIRED,
        REVOKED
    }

    /**
     * Looks an API key up.
     *
     * @param secret the key itself
     * @param method how it came, for {@link Principal#method()}
     * @return what it is, or null if nobody has this key
     */
    public @Nullable Found find(String secret, String method) {
        KeyHash hash = KeyHash.of(secret);
        TenantKey key = keys.find(hash);
        if (key == null) {
            key = live.find(hash);
        }
        Tenant tenant = key == null ? null : byName.get(key.tenant());
        if (key == null || tenant == null) {
            return null;
        }
        if (key.revoked()) {
            return Refused.REVOKED;
        }
        long now = clock.millis();
        if (key.expired(now)) {
            return Refused.EXPIRED;
        }
        uses.used(key.id(), now);
        var principal =
                new Principal(
                        tenant.name(), key.id(), method, Map.of(), key.within(tenant.access()));
        return new Valid(principal, new Caller(tenant, key));
    }
}
