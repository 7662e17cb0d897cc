// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import dev.martlet.core.Access;
import dev.martlet.core.Priority;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is looked up. There may be a hundred thousand: what few of them have is kept
 * aside.
 */
public final class TenantKey {
    private static final long NEVER = Long.MAX_VALUE;

    private final long a;
    private final long b;
    private final long c;
    private final long d;
    private final String id;
    private final String tenant;
    private final @Nullable String label;
    private final long expires;
    private final boolean revoked;
    private final @Nullable Own own;

    /** What most keys do not have. */
    private record Own(
            @Nullable List<String> models,
            @Nullable List<String> tools,
            @Nullable List<String> routes,
            List<LimitConfig> limits,
            List<BudgetConfig> budgets,
            @Nullable Priority priority) {}

    private TenantKey(KeyHash hash, String tenant, KeyConfig config) {
        this.a = hash.a();
        this.b = hash.b();
        this.c = hash.c();
        this.d = hash.d();
        this.id = config.id();
        this.tenant = tenant;
        this.label = config.label();
        this.expires = config.expires() == null ? NEVER : config.expires().instant().toEpochMilli();
        this.revoked = config.revoked();
        this.own = own(config);
    }

    private static @Nullable Own own(KeyConfig config) {
        boolean plain =
                config.models() == null
                        && config.tools() == null
                        && config.routes() == null
                        && config.limits().isEmpty()
                        && config.budgets().isEmpty()
                        && config.priority() == null;
        return plain
                ? null
                : new Own(
                        config.models(),
                        config.tools(),
                        config.routes(),
                        config.limits(),
                        config.budgets(),
                        config.priority());
    }

    static TenantKey of(String tenant, KeyConfig config) {
        return new TenantKey(KeyHash.parse(config.sha256()), tenant, config);
    }

    boolean has(KeyHash hash) {
        return a == hash.a() && b == hash.b() && c == hash.c() && d == hash.d();
    }

    KeyHash hash() {
        return new KeyHash(a, b, c, d);
    }

    /**
     * Its id.
     *
     * @return unique among all keys
     */
    public String id() {
        return id;
    }

    /**
     * Whose it is.
     *
     * @return the tenant's name
     */
    public String tenant() {
        return tenant;
    }

    /**
     * What it is for.
     *
     * @return a text for people, or null
     */
    public @Nullable String label() {
        return label;
    }

    /**
     * Whether it is not to be taken any more, whatever the time is.
     *
     * @return true if so
     */
    public boolean revoked() {
        return revoked;
    }

    /**
     * Whether its time is over.
     *
     * @param now in milliseconds since 1970
     * @return true if so
     */
    public boolean expired(long now) {
        return now >= expires;
    }

    /**
     * When its time is over.
     *
     * @return the moment, or null for never
     */
    public @Nullable Instant expires() {
        return expires == NEVER ? null : Instant.ofEpochMilli(expires);
    }

    /**
     * Limits of its own, beside those of its tenant.
     *
     * @return mostly none
     */
    public List<LimitConfig> limits() {
        return own == null ? List.of() : own.limits();
    }

    /**
     * Budgets of its own, beside those of its tenant.
     *
     * @return mostly none
     */
    public List<BudgetConfig> budgets() {
        return own == null ? List.of() : own.budgets();
    }

    /**
     * Its own priority.
     *
     * @return null if its tenant's holds
     */
    public @Nullable Priority priority() {
        return own == null ? null : own.priority();
    }

    /** What may be used with it, of what its tenant may use. */
    Access within(Access tenants) {
        return own == null
                ? tenants
                : Scope.within(tenants, own.models(), own.tools(), own.routes());
    }
}
