// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import dev.martlet.core.Access;
import dev.martlet.core.Priority;
import dev.martlet.core.config.Zone;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tenant with what it has from its parents. */
public final class Tenant {
    private final TenantConfig config;
    private final @Nullable Tenant parent;
    private final List<Tenant> lineage;
    private final Access access;
    private final ZoneId zone;
    private final @Nullable Priority priority;

    Tenant(TenantConfig config, @Nullable Tenant parent) {
        this.config = config;
        this.parent = parent;
        List<Tenant> line = new ArrayList<>();
        line.add(this);
        if (parent != null) {
            line.addAll(parent.lineage);
        }
        this.lineage = List.copyOf(line);
        this.access =
                Scope.within(
                        parent == null ? Access.ALL : parent.access,
                        config.models(),
                        config.tools(),
                        config.routes());
        this.zone = zone(config.timeZone(), parent);
        this.priority =
                config.priority() != null
                        ? config.priority()
                        : parent == null ? null : parent.priority;
    }

    private static ZoneId zone(@Nullable Zone own, @Nullable Tenant parent) {
        if (own != null) {
            return own.id();
        }
        return parent == null ? ZoneOffset.UTC : parent.zone;
    }

    /**
     * Its name.
     *
     * @return unique
     */
    public String name() {
        return config.name();
    }

    /**
     * As it is configured; what it inherits is not in there.
     *
     * @return the configuration
     */
    public TenantConfig config() {
        return config;
    }

    /**
     * The tenant that it is a part of.
     *
     * @return the parent, or null at the top
     */
    public @Nullable Tenant parent() {
        return parent;
    }

    /**
     * Itself, its parent, the parent's parent …
     *
     * @return at least itself
     */
    public List<Tenant> lineage() {
        return lineage;
    }

    /**
     * What it may use, its parents' bounds included.
     *
     * @return the access
     */
    public Access access() {
        return access;
    }

    /**
     * Where its days begin.
     *
     * @return its own zone, or its nearest parent's, or UTC
     */
    public ZoneId zone() {
        return zone;
    }

    /**
     * Who goes first.
     *
     * @return its own priority, or its nearest parent's; null if none says anything
     */
    public @Nullable Priority priority() {
        return priority;
    }

    @Override
    public String toString() {
        return config.name();
    }
}
