// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a snapshot holds while it lives. */
final class Leases {
    private final Resources resources;
    private final List<Resources.Lease<?>> held = new ArrayList<>();

    Leases(Resources resources) {
        this.resources = resources;
    }

    <T extends AutoCloseable> T keep(Object key, Supplier<T> factory) {
        Resources.Lease<T> lease = resources.lease(key, factory);
        held.add(lease);
        return lease.resource();
    }

    void close() {
        held.reversed().forEach(Resources.Lease::close);
    }
}
