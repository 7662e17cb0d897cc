// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import dev.martlet.provider.auth.TokenExchange;
import dev.martlet.provider.call.CallObserver;
import dev.martlet.provider.call.CallRuntime;
import dev.martlet.provider.call.Pause;
import dev.martlet.provider.catalogue.Catalogue;
import dev.martlet.provider.catalogue.Prices;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.endpoint.RequestMemory;
import dev.martlet.provider.usage.UsageListener;
import dev.martlet.server.compile.ProviderParts;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What providers are made of, made when the first configuration has any: many have none, and start
 * without these classes.
 */
public final class ModelParts implements Supplier<ProviderParts> {
    private final RandomGenerator random;
    private final TokenExchange tokens;
    private final UsageListener usage;
    private final CallObserver observer;
    private @Nullable ProviderParts made;

    /**
     * Parts.
     *
     * @param random spreads waits, and draws by weight
     * @param tokens fetches access tokens
     * @param usage told what each exchange has used
     * @param observer told of tries
     */
    public ModelParts(
            RandomGenerator random,
            TokenExchange tokens,
            UsageListener usage,
            CallObserver observer) {
        this.random = random;
        this.tokens = tokens;
        this.usage = usage;
        this.observer = observer;
    }

    @Override
    public synchronized ProviderParts get() {
        if (made == null) {
            InstantSource clock = InstantSource.system();
            made =
                    new ProviderParts(
                            Dialects.all(),
                            new KeyAuthorizers(tokens, clock),
                            Catalogue.bundled(),
                            new CallRuntime(
                                    System::nanoTime,
                                    clock,
                                    random,
                                    Pause.REAL,
                                    TokenCounter.exact(),
                                    Prices.UNKNOWN,
                                    usage,
                                    observer),
                            RequestMemory.ofThisProcess());
        }
        return made;
    }
}
