// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

/**
 * Where something is kept that a request refers to: nobody else can serve it.
 *
 * @param provider its name
 * @param key the id of the key, which stands for an account there
 */
public record Seat(String provider, String key) {}
