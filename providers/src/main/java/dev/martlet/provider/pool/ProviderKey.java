// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

/** One of a provider's keys. Its text never shows the secret. */
public final class ProviderKey {
    private final String id;
    private final String secret;
    private final int weight;

    /**
     * A key.
     *
     * @param id to be shown, for example {@code openai#1}
     * @param secret as configured; empty where the provider wants none
     * @param weight its share, at least 1
     */
    public ProviderKey(String id, String secret, int weight) {
        if (weight < 1) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: >= 1)");
        }
        this.id = id;
        this.secret = secret;
        this.weight = weight;
    }

    /**
     * Its name.
     *
     * @return may be shown to operators
     */
    public String id() {
        return id;
    }

    /**
     * The key itself.
     *
     * @return must not be shown to anyone
     */
    public String secret() {
        return secret;
    }

    int weight() {
        return weight;
    }

    @Override
    public String toString() {
        return id;
    }
}
