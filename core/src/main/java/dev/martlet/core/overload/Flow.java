// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import dev.martlet.core.Priority;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** A tenant at a gate. */
final class Flow {
    final String tenant;

    /** Breaks ties, always in the same way. */
    final long id;

    /** Places that it has. */
    int held;

    /** Requests that wait, over all lanes. */
    int waiting;

    /** When it last had or wanted anything. */
    long idleSince;

    private final Map<Priority, Lane> lanes = new EnumMap<>(Priority.class);

    Flow(String tenant, long id) {
        this.tenant = tenant;
        this.id = id;
    }

    Lane lane(Level level) {
        return lanes.computeIfAbsent(level.priority, priority -> new Lane(this, level));
    }

    Collection<Lane> lanes() {
        return lanes.values();
    }
}
