// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this node has been told that it drew, by account. A report says what the node holds; draws
 * that are on their way at that moment are not in it, and must not be lost by it. So the script is
 * told what was known, and leaves alone what is more.
 *
 * <p>A draw whose outcome is unknown ends an <em>epoch</em>: the next ones are kept apart from it,
 * nobody renews what it may have drawn, and so that is over with its lease.
 */
final class Holdings {
    private static final Known NOTHING = new Known(0, List.of());

    private final Map<String, Holding> holdings = new ConcurrentHashMap<>();

    /**
     * What a node knew of an account when a report was made.
     *
     * @param amount drawn in the epoch of the report, less what earlier reports took from it
     * @param older epochs before it, in which something was drawn
     */
    record Known(long amount, List<Long> older) {}

    void drew(String account, long epoch, long amount) {
        holdings.compute(
                account,
                (id, old) -> {
                    Holding holding = old == null ? new Holding(epoch) : old;
                    holding.drew(epoch, amount);
                    return holding;
                });
    }

    Known known(String account, long epoch) {
        Known[] known = {NOTHING};
        holdings.computeIfPresent(
                account,
                (id, holding) -> {
                    known[0] = holding.known(epoch);
                    return holding;
                });
        return known[0];
    }

    /** After a report was counted: the node holds this, and what it has drawn since. */
    void reported(String account, long epoch, Known known, long held) {
        holdings.compute(
                account,
                (id, old) -> {
                    Holding holding = old == null ? new Holding(epoch) : old;
                    holding.reported(epoch, known, held);
                    return holding.isEmpty() ? null : holding;
                });
    }

    /** How many accounts there are of which something is held. */
    int size() {
        return holdings.size();
    }

    /** Guarded by the map. */
    private static final class Holding {
        private final List<Long> older = new ArrayList<>(0);
        private long epoch;
        private long amount;

        Holding(long epoch) {
            this.epoch = epoch;
        }

        void drew(long in, long granted) {
            if (in > epoch) {
                turn(in);
            }
            if (in == epoch) {
                amount += granted;
            } else if (!older.contains(in)) {
                older.add(in);
            }
        }

        private void turn(long to) {
            if (amount > 0 && !older.contains(epoch)) {
                older.add(epoch);
            }
            epoch = to;
            amount = 0;
        }

        Known known(long at) {
            if (at > epoch) {
                turn(at);
            }
            return new Known(
                    at == epoch ? amount : 0, older.stream().filter(one -> one < at).toList());
        }

        void reported(long at, Known known, long held) {
            older.removeAll(known.older());
            if (at == epoch) {
                amount = Math.max(0, amount - known.amount() + held);
            } else if (at < epoch && held > 0 && !older.contains(at)) {
                older.add(at);
            }
        }

        boolean isEmpty() {
            return amount == 0 && older.isEmpty();
        }
    }
}
