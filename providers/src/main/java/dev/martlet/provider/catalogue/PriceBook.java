// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import dev.martlet.provider.chat.Usage;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue as the providers of one configuration see it: each has its list of prices.
 * Thread-safe.
 */
public final class PriceBook implements Prices {
    /** Clients choose names of models where an alias is open; they must not fill the memory. */
    private static final int REMEMBERED = 2_000;

    private static final int LONGEST = 300;

    private final Catalogue catalogue;
    private final Map<String, String> lists;
    private final Map<Model, Optional<CatalogueEntry>> known = new ConcurrentHashMap<>();

    private record Model(String provider, String name) {}

    /**
     * A book.
     *
     * @param catalogue what is known
     * @param lists the list of prices of each provider, by the provider's name
     */
    public PriceBook(Catalogue catalogue, Map<String, String> lists) {
        this.catalogue = catalogue;
        this.lists = Map.copyOf(lists);
    }

    /**
     * What a model can do.
     *
     * @param provider the provider's name in the configuration
     * @param model the provider's name of the model
     * @return as far as known
     */
    public ModelInfo info(String provider, String model) {
        @Nullable CatalogueEntry entry = find(provider, model);
        return entry == null ? ModelInfo.UNKNOWN : entry;
    }

    @Override
    public @Nullable BigDecimal cost(String provider, String model, Usage usage) {
        @Nullable CatalogueEntry entry = find(provider, model);
        return entry == null ? null : entry.cost(usage);
    }

    private @Nullable CatalogueEntry find(String provider, String model) {
        var key = new Model(provider, model);
        Optional<CatalogueEntry> entry = known.get(key);
        if (entry == null) {
            String list = lists.getOrDefault(provider, provider);
            entry = Optional.ofNullable(catalogue.find(provider, list, model));
            if (known.size() < REMEMBERED && model.length() < LONGEST) {
                known.put(key, entry);
            }
        }
        return entry.orElse(null);
    }
}
