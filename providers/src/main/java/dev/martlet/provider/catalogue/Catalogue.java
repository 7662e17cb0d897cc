// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of models: what Martlet brings ({@code models.json} beside this class), and what a
 * user's file adds to it. Immutable but for being read when it is first asked, as many
 * configurations never ask.
 *
 * <p>Keys are {@code prices/model}: the provider's list of prices, which its preset names, or in a
 * user's file also the provider's own name; then the model as the provider calls it. See {@link
 * ModelNames} for names that are found without being there.
 */
public final class Catalogue {
    /** In bytes: a line for each of 40,000 models. */
    private static final int MOST_FILE = 8 << 20;

    private final Supplier<Map<String, CatalogueEntry>> bundled;
    private final Map<String, CatalogueEntry> own;

    private Catalogue(
            Supplier<Map<String, CatalogueEntry>> bundled, Map<String, CatalogueEntry> own) {
        this.bundled = bundled;
        this.own = own;
    }

    /**
     * What Martlet brings; read when it is first asked.
     *
     * @return the catalogue
     */
    public static Catalogue bundled() {
        return new Catalogue(new Once(Catalogue::resource), Map.of());
    }

    /**
     * The same, with a user's entries added, which replace those with the same key.
     *
     * @param file in JSON, at most 8 MiB
     * @return a catalogue of its own
     * @throws IllegalArgumentException if the file cannot be read or is no catalogue; says what is
     *     wrong with it
     */
    public Catalogue with(Path file) {
        return new Catalogue(bundled, normal(CatalogueReader.read(bytes(file))));
    }

    /**
     * What is known of a model.
     *
     * @param provider the provider's name in the configuration; only a user's entries have it
     * @param prices the provider's list of prices
     * @param model the provider's name of the model
     * @return the entry, or null if it is unknown
     */
    public @Nullable CatalogueEntry find(String provider, String prices, String model) {
        if (!own.isEmpty()) {
            CatalogueEntry entry = ModelNames.find(own, normal(provider), normal(model));
            entry = entry != null ? entry : ModelNames.find(own, normal(prices), normal(model));
            if (entry != null) {
                return entry;
            }
        }
        return ModelNames.find(bundled.get(), normal(prices), normal(model));
    }

    private static Map<String, CatalogueEntry> resource() {
        try (InputStream in = Catalogue.class.getResourceAsStream("models.json")) {
            if (in == null) {
                throw new IllegalStateException("models.json: not on the class path");
            }
            return normal(CatalogueReader.read(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_FILE + 1);
            if (bytes.length > MOST_FILE) {
                throw new IllegalArgumentException("too large (expected: at most 8 MiB)");
            }
            return bytes;
        } catch (IOException e) {
            String why = Files.exists(file) ? "cannot be read" : "does not exist";
            throw new IllegalArgumentException("the file " + why, e);
        }
    }

    private static Map<String, CatalogueEntry> normal(Map<String, CatalogueEntry> entries) {
        Map<String, CatalogueEntry> normal = HashMap.newHashMap(entries.size());
        entries.forEach((key, entry) -> normal.put(normal(key), entry));
        return Map.copyOf(normal);
    }

    /** Providers take names of models in any case. */
    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Reads once, on whichever thread asks first. */
    private static final class Once implements Supplier<Map<String, CatalogueEntry>> {
        private final Supplier<Map<String, CatalogueEntry>> reader;
        private volatile @Nullable Map<String, CatalogueEntry> entries;

        Once(Supplier<Map<String, CatalogueEntry>> reader) {
            this.reader = reader;
        }

        @Override
        public Map<String, CatalogueEntry> get() {
            Map<String, CatalogueEntry> read = entries;
            if (read == null) {
                synchronized (this) {
                    read = entries;
                    if (read == null) {
                        read = reader.get();
                        entries = read;
                    }
                }
            }
            return read;
        }
    }
}
