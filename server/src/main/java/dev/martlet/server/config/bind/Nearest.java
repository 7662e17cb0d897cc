// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the known name that a misspelt one was probably meant to be. */
public final class Nearest {
    private static final int MAX_LENGTH = 64;

    /** A gateway may have 10,000 services and as many wrong references: the work is bounded. */
    private static final int MAX_CANDIDATES = 2_000;

    private Nearest() {}

    /**
     * The closest candidate, or null if none is close: at most a third of the letters may differ.
     */
    public static @Nullable String of(String given, Collection<String> candidates) {
        String nearest = null;
        int best = Math.max(1, given.length() / 3) + 1;
        int tried = 0;
        for (String candidate : candidates) {
            if (++tried > MAX_CANDIDATES) {
                break;
            }
            int distance = distance(given, candidate, best);
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /**
     * Edits (insert, delete, replace, swap of neighbours) between the two, ignoring case; at least
     * {@code limit} if more.
     */
    private static int distance(String given, String candidate, int limit) {
        if (given.length() > MAX_LENGTH
                || candidate.length() > MAX_LENGTH
                || Math.abs(given.length() - candidate.length()) >= limit) {
            return limit;
        }
        String a = given.toLowerCase(Locale.ROOT);
        String b = candidate.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cell(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cell(int[][] cost, String a, String b, int i, int j) {
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
