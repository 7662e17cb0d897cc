// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.forward;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses one of several by weight; each choice is independent of the others. */
final class WeightedChoice<T> {
    private final List<T> options = new ArrayList<>();
    private final int[] upTo;

    /**
     * A choice.
     *
     * @param weighted the options; those with weight 0 are never chosen
     * @throws IllegalArgumentException if all weights are 0
     */
    WeightedChoice(List<Option<T>> weighted) {
        int[] bounds = new int[weighted.size()];
        int sum = 0;
        for (Option<T> option : weighted) {
            if (option.weight() > 0) {
                sum = Math.addExact(sum, option.weight());
                bounds[options.size()] = sum;
                options.add(option.value());
            }
        }
        if (options.isEmpty()) {
            throw new IllegalArgumentException("weights: all 0 (expected: at least one above 0)");
        }
        this.upTo = Arrays.copyOf(bounds, options.size());
    }

    T next(RandomGenerator random) {
        if (upTo.length == 1) {
            return options.getFirst();
        }
        int point = random.nextInt(upTo[upTo.length - 1]);
        int index = Arrays.binarySearch(upTo, point + 1);
        return options.get(index >= 0 ? index : -index - 1);
    }

    /** One option with its weight, 0 or more. */
    record Option<T>(T value, int weight) {}
}
