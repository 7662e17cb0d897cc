// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

/**
 * One entry of a {@code policies} list.
 *
 * @param kind selects the record type of {@code config}
 * @param name shown in logs and in the admin pages, used by {@code except}; the kind, if not given
 * @param onError what becomes of a request when the policy itself fails
 * @param config the kind's own keys: the record class that its PolicyKind names
 */
public record PolicyEntry(String kind, String name, OnError onError, Record config) {}
