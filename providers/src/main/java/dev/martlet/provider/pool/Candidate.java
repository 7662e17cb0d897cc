// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.core.overload.Gate;
import dev.martlet.provider.catalogue.ModelInfo;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A model of a provider that can answer for an alias. Equal to itself only. */
public final class Candidate {
    private final Provider provider;
    private final @Nullable String model;
    private final int weight;
    private final int priority;
    private final Function<String, ModelInfo> catalogue;
    private final TargetState state;

    /**
     * A candidate.
     *
     * @param provider where it is
     * @param model the provider's name of it; null for the name that the client sent
     * @param weight its share among those of the same priority; 0 gets nothing
     * @param priority 1 is asked first, a higher one only when all below cannot answer
     * @param catalogue what is known of a model of the provider, by name
     * @param state what is known of it from its use
     */
    public Candidate(
            Provider provider,
            @Nullable String model,
            int weight,
            int priority,
            Function<String, ModelInfo> catalogue,
            TargetState state) {
        this.provider = provider;
        this.model = model;
        this.weight = weight;
        this.priority = priority;
        this.catalogue = catalogue;
        this.state = state;
    }

    /**
     * Where it is.
     *
     * @return the provider
     */
    public Provider provider() {
        return provider;
    }

    /**
     * The provider's name of it.
     *
     * @return null for the name that the client sent
     */
    public @Nullable String model() {
        return model;
    }

    /**
     * Its share among those of the same priority.
     *
     * @return 1 or more
     */
    public int weight() {
        return weight;
    }

    /**
     * When it is asked.
     *
     * @return 1 for first; a higher number only when all below cannot answer
     */
    public int priority() {
        return priority;
    }

    TargetState state() {
        return state;
    }

    /**
     * The model to ask for.
     *
     * @param asked what the client sent
     * @return the provider's name of it
     */
    public String modelFor(String asked) {
        return model == null ? asked : model;
    }

    /**
     * What the model can do.
     *
     * @param asked what the client sent
     * @return as far as known
     */
    public ModelInfo info(String asked) {
        return catalogue.apply(modelFor(asked));
    }

    /**
     * How it is.
     *
     * @param now on the clock of {@link System#nanoTime}
     * @return a snapshot for the admin API
     */
    public TargetState.Status status(long now) {
        return state.status(now);
    }

    /**
     * Where requests wait for their turn.
     *
     * @return the gate, or null without a limit
     */
    public @Nullable Gate gate() {
        return state.gate();
    }

    @Override
    public String toString() {
        return provider.name() + '/' + (model == null ? "*" : model);
    }
}
