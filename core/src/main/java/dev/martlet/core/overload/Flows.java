// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tenants at a gate: those who have or want something, and those who had a moment ago, whose
 * next request is expected. Not thread-safe.
 */
final class Flows {
    /** How long a tenant is remembered that has and wants nothing. */
    static final long LINGER = Duration.ofSeconds(10).toNanos();

    /** Of those who have and want nothing; beyond, the one is forgotten that was here first. */
    static final int MOST_IDLE = 10_000;

    private final Map<String, Flow> busy = new HashMap<>();

    /** Those who fell idle first come first. */
    private final Map<String, Flow> idle = new LinkedHashMap<>();

    private long made;

    /** The flow of a tenant; to be followed by {@link #settle} when it has and wants nothing. */
    Flow of(String tenant) {
        @Nullable Flow known = busy.get(tenant);
        if (known != null) {
            return known;
        }
        @Nullable Flow back = idle.remove(tenant);
        Flow flow = back != null ? back : new Flow(tenant, made++);
        busy.put(tenant, flow);
        return flow;
    }

    /** Sets a flow aside if it has and wants nothing any more. */
    void settle(Flow flow, long now) {
        if (flow.held > 0 || flow.waiting > 0 || !busy.remove(flow.tenant, flow)) {
            return;
        }
        flow.idleSince = now;
        idle.put(flow.tenant, flow);
        if (idle.size() > MOST_IDLE) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        Iterator<Flow> all = idle.values().iterator();
        all.next();
        all.remove();
    }

    /** How many share. */
    int active(long now) {
        while (!idle.isEmpty() && now - idle.values().iterator().next().idleSince > LINGER) {
            forgetFirst();
        }
        return busy.size() + idle.size();
    }
}
