// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import dev.martlet.core.state.Counters;
import dev.martlet.core.state.Documents;
import dev.martlet.core.state.State;
import dev.martlet.core.state.UsageStore;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** State in a {@link Store}: a file, or the memory of this process. */
public final class EmbeddedState implements State {
    private final Store store;
    private final Counters counters;
    private final Documents documents;
    private final UsageStore usage;

    /**
     * State.
     *
     * @param store where it is kept; closed with this
     * @param clock dates what is done
     */
    public EmbeddedState(Store store, InstantSource clock) {
        this.store = store;
        this.counters = new EmbeddedCounters(store, clock, System::nanoTime);
        this.documents = new EmbeddedDocuments(store, clock);
        this.usage = new EmbeddedUsage(store);
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public Documents documents() {
        return documents;
    }

    @Override
    public UsageStore usage() {
        return usage;
    }

    @Override
    public @Nullable String trouble() {
        return store.trouble();
    }

    @Override
    public void close() {
        store.close();
    }
}
