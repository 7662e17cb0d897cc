// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.Exchange;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The leaves that take one path, in their order. */
final class Candidates {
    private Leaf @Nullable [] leaves;
    private int count;

    void add(Leaf leaf) {
        Leaf[] room = leaves;
        if (room == null) {
            room = new Leaf[4];
        } else if (count == room.length) {
            room = Arrays.copyOf(room, count * 2);
        }
        int at = count++;
        // Few: a path is rarely taken by more than three patterns.
        while (at > 0 && room[at - 1].order() > leaf.order()) {
            room[at] = room[at - 1];
            at--;
        }
        room[at] = leaf;
        leaves = room;
    }

    /**
     * The first route whose conditions are met.
     *
     * @param exchange the request
     * @param from smallest order to be looked at
     * @param to below this order
     */
    @Nullable Entry first(Exchange exchange, int from, int to) {
        if (leaves == null) {
            return null;
        }
        for (int i = 0; i < count; i++) {
            Leaf leaf = leaves[i];
            if (leaf.order() < from || leaf.order() >= to) {
                continue;
            }
            Entry entry = leaf.first(exchange);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }
}
