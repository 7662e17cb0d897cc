// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import dev.martlet.core.Priority;
import dev.martlet.core.overload.GateStatus.OfPriority;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** What has happened at a gate, by priority. Guarded by the gate's lock. */
final class GateCounters {
    private final Map<Priority, Counts> counts = new EnumMap<>(Priority.class);

    GateCounters() {
        for (Priority priority : Priority.values()) {
            counts.put(priority, new Counts());
        }
    }

    void waited(Priority priority, long nanos) {
        Counts of = of(priority);
        of.waited++;
        of.waitedNanos += nanos;
        for (int i = 0; i < of.within.length; i++) {
            if (nanos <= GateStatus.BUCKETS_MILLIS.get(i) * 1_000_000L) {
                of.within[i]++;
            }
        }
    }

    void shed(Priority priority) {
        of(priority).shed++;
    }

    private Counts of(Priority priority) {
        return counts.computeIfAbsent(priority, ignored -> new Counts());
    }

    List<OfPriority> each(ToIntFunction<Priority> waiting) {
        List<OfPriority> all = new ArrayList<>();
        counts.forEach((priority, of) -> {
            List<Long> within = new ArrayList<>();
            for (long count : of.within) {
                within.add(count);
            }
            all.add(
                    new OfPriority(
                            priority,
                            waiting.applyAsInt(priority),
                            of.shed,
                            of.waited,
                            of.waitedNanos,
                            within));
        });
        return all;
    }

    private static final class Counts {
        private final long[] within = new long[GateStatus.BUCKETS_MILLIS.size()];
        private long waited;
        private long waitedNanos;
        private long shed;
    }
}
