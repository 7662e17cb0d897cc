// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.state;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counters of all accounts. A node draws slices and spends them by itself; every second or so
 * it reports what it has spent and what it gives back. What was drawn is counted as taken until it
 * is reported, or until the node has not been heard of for {@link #leaseTime()}: then a bucket
 * keeps it as spent (time refills it), while a window and permits have it back. Thread-safe.
 */
public interface Counters {
    /**
     * What is wanted of one account.
     *
     * @param account the account
     * @param need the least that helps, 0 or more
     * @param want as much as is welcome, need or more
     */
    record Ask(Account account, long need, long want) {}

    /**
     * What became of an {@link Ask}.
     *
     * @param granted between need and want; 0 if any of the asks was refused
     * @param left what is left for everybody after this, or what there was if it was refused; the
     *     slices that nodes hold count as taken; below 0 if the account is overdrawn
     * @param retryAfter null unless this ask was refused: when as much as needed may be there
     */
    record Grant(long granted, long left, @Nullable Duration retryAfter) {}

    /**
     * What a node has done with an account since its last report. Also keeps its slice alive.
     *
     * <p>What the node still holds is told as it is, not as a change: a draw whose answer was lost,
     * or a slice that the store took back because the node was away, is then put right by the next
     * report. With {@code was} for what the store took the node to hold: a window is used by {@code
     * spent} more, permits by none; a bucket has {@code was - spent - held} more, up to its
     * capacity (less, if that is negative); from here on the node holds {@code held}.
     *
     * @param account the account
     * @param spent of what it drew, or beyond: 0 or more; may make the account overdrawn
     * @param held what the node keeps for itself after this, 0 or more; with 0 it has no slice
     */
    record Report(Account account, long spent, long held) {}

    /**
     * Draws from several accounts, in one step: if one cannot give what is needed, none gives.
     *
     * @param asks for different accounts
     * @return as many grants, in the same order
     * @throws StateException if the store is away or too slow
     */
    List<Grant> draw(List<Ask> asks);

    /**
     * Reports. An empty batch asks whether the store is there.
     *
     * @param reports of different accounts
     * @return what is left of each for everybody, in the same order
     * @throws StateException if the store is away or too slow; nothing or all may have been
     *     counted: the same batch must be handed in again and is then counted once
     */
    List<Long> report(Batch reports);

    /**
     * Reports with a number, so that one that is handed in twice counts once.
     *
     * @param number rises by one with each batch of a node
     * @param reports the reports
     */
    record Batch(long number, List<Report> reports) {
        public Batch {
            reports = List.copyOf(reports);
        }
    }

    /**
     * How long a slice is kept for a node that is not heard of.
     *
     * @return some seconds
     */
    Duration leaseTime();

    /**
     * Whether other nodes count here too, so that a slice is worth drawing in advance.
     *
     * @return false if this process is the only one
     */
    boolean shared();
}
