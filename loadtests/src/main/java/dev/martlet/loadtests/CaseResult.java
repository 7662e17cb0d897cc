// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * All rounds of all peers at one number of connections.
 *
 * @param connections each with one request at a time
 * @param measurements in the order in which they were taken
 */
record CaseResult(int connections, List<Measurement> measurements) {

    List<String> peers() {
        return measurements.stream().map(Measurement::peer).distinct().toList();
    }

    List<Measurement> of(String peer) {
        return measurements.stream().filter(m -> m.peer().equals(peer)).toList();
    }

    Spread spread(String peer, ToDoubleFunction<Measurement> figure) {
        return Spread.of(of(peer).stream().map(m -> figure.applyAsDouble(m)).toList());
    }

    /**
     * A peer's figure divided by the reference's of the same round: noise that both saw cancels
     * out.
     */
    Optional<Spread> ratio(String peer, String reference, ToDoubleFunction<Measurement> figure) {
        return compare(
                peer, reference, (a, b) -> figure.applyAsDouble(a) / figure.applyAsDouble(b));
    }

    /** A peer's figure less the reference's of the same round. */
    Optional<Spread> added(String peer, String reference, ToDoubleFunction<Measurement> figure) {
        return compare(
                peer, reference, (a, b) -> figure.applyAsDouble(a) - figure.applyAsDouble(b));
    }

    private Optional<Spread> compare(String peer, String reference, Comparison comparison) {
        List<Double> values =
                of(peer).stream()
                        .flatMap(mine ->
                                of(reference).stream()
                                        .filter(other -> other.round() == mine.round())
                                        .map(other -> comparison.apply(mine, other)))
                        .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    private interface Comparison {
        Double apply(Measurement mine, Measurement reference);
    }
}
