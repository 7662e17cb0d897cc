// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names of keys: {@code PREFIX:VERSION:{TAG}:WHAT}. A Cluster keeps keys of one tag together, so
 * that one script may use them. Another layout gets another version: gateways of both may run side
 * by side and count apart.
 */
final class Keys {
    private static final String VERSION = "1";

    private final String start;
    private final boolean spread;

    /** If spread, keys of different tags may be on different nodes. */
    Keys(String prefix, boolean spread) {
        this.start = prefix + ":" + VERSION + ":";
        this.spread = spread;
    }

    String of(String tag, String what) {
        return start + "{" + tag + "}:" + what;
    }

    /**
     * The key of an account. Its tag is what stands before the second slash of its id, as in {@code
     * t/acme/…}: what is counted of one tenant, or one key, is together. Limits of routes may have
     * an account for each client: those are spread.
     */
    String account(String id) {
        int slash = id.startsWith("r/") ? -1 : id.indexOf('/', id.indexOf('/') + 1);
        return of(slash < 0 ? id : id.substring(0, slash), "c:" + id);
    }

    /** Which keys may be used by one script: lists of their positions, in order. */
    List<List<Integer>> together(List<String> keys) {
        Map<Integer, List<Integer>> slots = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            int slot = spread ? SlotHash.getSlot(keys.get(i)) : 0;
            slots.computeIfAbsent(slot, any -> new ArrayList<>()).add(i);
        }
        return List.copyOf(slots.values());
    }
}
