// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a calm tenant saw, alone and beside a flooding one, in turn.
 *
 * @param name of the case
 * @param judged whether the bar holds for it
 * @param rounds each alone and beside the flood
 */
record FairResult(String name, boolean judged, List<Round> rounds) {

    /**
     * One round.
     *
     * @param alone what the calm tenant saw alone
     * @param beside what it saw beside the flood
     * @param flood what the flooding one saw
     * @param busyAlone how busy the machine was meanwhile, 0 to 1
     * @param busyBeside the same beside the flood
     */
    record Round(
            LoadResult alone,
            LoadResult beside,
            LoadResult flood,
            double busyAlone,
            double busyBeside) {
        double ratio() {
            return (double) beside.p99Micros() / alone.p99Micros();
        }
    }

    FairResult {
        rounds = List.copyOf(rounds);
    }

    Spread each(ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().map(figure::applyAsDouble).toList());
    }

    long failed() {
        return rounds.stream()
                .mapToLong(round -> round.alone().failed() + round.beside().failed())
                .sum();
    }
}
