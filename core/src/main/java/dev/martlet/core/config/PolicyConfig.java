// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

/**
 * The configuration of one policy: a record whose components are the keys beside {@code kind},
 * {@code name} and {@code on-error}, which are read for every policy alike into {@link
 * PolicyEntry}.
 */
public interface PolicyConfig {}
