// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Lays down a round in which each index comes as often as its weight says, spread as evenly as
 * possible: earliest deadline first, where the k-th turn of an index with weight w is due at (2k +
 * 1) / 2w.
 */
final class Rounds {
    /** Longer rounds are scaled down to about this length. */
    static final int LONGEST = 16_384;

    private Rounds() {}

    /** One round over the indexes of the weights, each of which must be above 0. */
    static int[] of(int[] weights) {
        long[] scaled = scale(weights);
        long length = 0;
        var due = new PriorityQueue<Turn>(Math.max(1, weights.length), Turn.ORDER);
        for (int i = 0; i < scaled.length; i++) {
            length += scaled[i];
            due.add(new Turn(i, scaled[i], 1));
        }
        int[] round = new int[Math.toIntExact(length)];
        for (int i = 0; i < round.length; i++) {
            Turn turn = due.remove();
            round[i] = turn.index;
            due.add(new Turn(turn.index, turn.weight, turn.number + 2));
        }
        return round;
    }

    private static long[] scale(int[] weights) {
        long divisor = 0;
        long total = 0;
        for (int weight : weights) {
            divisor = gcd(weight, divisor);
            total += weight;
        }
        long[] scaled = new long[weights.length];
        for (int i = 0; i < weights.length; i++) {
            scaled[i] =
                    total / divisor <= LONGEST
                            ? weights[i] / divisor
                            : Math.max(1, Math.round((double) weights[i] * LONGEST / total));
        }
        return scaled;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** A turn that is due at number / 2 weight; compared without division, so exactly. */
    private record Turn(int index, long weight, long number) {
        static final Comparator<Turn> ORDER =
                ((Comparator<Turn>)
                                (a, b) -> Long.compare(a.number * b.weight, b.number * a.weight))
                        .thenComparing(Comparator.comparingLong(Turn::weight).reversed())
                        .thenComparingInt(Turn::index);
    }
}
